using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Identities;
using Garita.Enrollment.Sessions;
using Garita.Pki.Jose;
using Garita.Pki.Keys;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Garita.Enrollment.Tokens;

/// <summary>
/// Makes and reads access tokens: a JWT of type <c>at+jwt</c> (RFC 9068) signed with ES256, inside a JWE with
/// <c>dir</c> and A128CBC-HS256, so that it says nothing to whoever carries it. One algorithm a key, and nothing in a
/// token chooses it (RFC 8725 3.1).
/// </summary>
public sealed class TokenMint : IDisposable
{
    /// <summary>The issuer of every token.</summary>
    public const string Issuer = "garita";

    /// <summary>The one service that takes them.</summary>
    public const string Audience = "garita-bootstrap";

    private const string Type = "at+jwt";
    private const int MaxTokenBytes = 2048;

    // One server makes and reads them, so this is for a clock that is set back, not for two that differ.
    private static readonly TimeSpan s_skew = TimeSpan.FromSeconds(5);

    private readonly EnrollmentOptions _options;
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = MaxTokenBytes };
    private readonly SymmetricSecurityKey _wrapping;
    private readonly EncryptingCredentials _encryption;

    // By kid; none is disposed while a token may be read with it. Guarded by itself.
    private readonly Dictionary<string, (ECDsa Key, ECDsaSecurityKey Named)> _verifiers = [];
    private volatile Signing _signing;

    /// <summary>Makes a mint.</summary>
    /// <param name="options">How long tokens are good.</param>
    /// <param name="secrets">What they are encrypted under.</param>
    /// <param name="signer">Signs new ones; owned by the caller.</param>
    /// <param name="retired">Keys that signed before and whose tokens may still be good.</param>
    public TokenMint(
        EnrollmentOptions options, EnrollmentSecrets secrets, ISigningKey signer,
        params IReadOnlyList<RetiredTokenKey> retired)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(secrets);
        _options = options;
        _wrapping = new SymmetricSecurityKey(secrets.TokenKey.ToArray()) { KeyId = "1" };
        _encryption = new EncryptingCredentials(
            _wrapping, JwtConstants.DirectKeyUseAlg, SecurityAlgorithms.Aes128CbcHmacSha256);
        _signing = SignWith(signer, retired);
    }

    /// <summary>How long the tokens of a key that stops signing now may still be shown.</summary>
    public TimeSpan TokensOutliveKey => _options.AccessLife + s_skew;

    /// <summary>Signs new tokens with another key from now on.</summary>
    /// <param name="signer">Signs; owned by the caller, as the one before it stays.</param>
    /// <param name="retired">Keys whose tokens may still be good, the one before among them.</param>
    public void Use(ISigningKey signer, IReadOnlyList<RetiredTokenKey> retired) =>
        _signing = SignWith(signer, retired);

    /// <summary>Makes the tokens of one login or refresh.</summary>
    public IssuedTokens Issue(TokenSession session, RefreshToken refresh, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(refresh);
        string access = _handler.EncryptToken(Sign(session, now), _encryption);
        return new IssuedTokens(session, access, _options.AccessLife, refresh, session.ExpiresAt - now);
    }

    /// <summary>Reads a token; the claims are there only when nothing is refused.</summary>
    public async Task<(AccessRefusal Refusal, AccessClaims? Claims)> VerifyAsync(string token, DateTimeOffset now)
    {
        if (!IsWrappedByUs(token))
        {
            return (AccessRefusal.Invalid, null);
        }

        Signing signing = _signing;
        TokenValidationResult result = await _handler.ValidateTokenAsync(token, signing.Rules).ConfigureAwait(false);
        return result.IsValid
            && result.SecurityToken is JsonWebToken { InnerToken: { Alg: SecurityAlgorithms.EcdsaSha256 } inner }
            && signing.Trusts(inner.Kid, now)
                ? Read(inner, now)
                : (AccessRefusal.Invalid, null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_verifiers)
        {
            foreach ((ECDsa key, _) in _verifiers.Values)
            {
                key.Dispose();
            }
        }
    }

    private Signing SignWith(ISigningKey signer, IReadOnlyList<RetiredTokenKey> retired)
    {
        ArgumentNullException.ThrowIfNull(signer);
        ArgumentNullException.ThrowIfNull(retired);
        TokenValidationParameters rules = new()
        {
            // The list is asked for the encryption as well; that the signature is ES256 is asked again below.
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.Aes128CbcHmacSha256],
            ValidTypes = [Type],
            ValidIssuer = Issuer,
            ValidAudience = Audience,
            IssuerSigningKeys = [.. retired.Select(key => key.Key).Prepend(signer.PublicKey).Select(Verifier)],
            TokenDecryptionKeys = [_wrapping],
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            RequireAudience = true,
            RequireExpirationTime = true,

            // Held against our own clock below: too old is another answer than wrong.
            ValidateLifetime = false,
        };
        string kid = KeyThumbprint.Of(signer.PublicKey).Text;
        return new Signing(
            signer,
            kid,
            rules,
            retired.Where(key => key.Kid != kid).GroupBy(key => key.Kid)
                .ToDictionary(same => same.Key, same => same.Max(key => key.Until)));
    }

    // RFC 8725 3.1: what the header says is compared, never followed.
    private bool IsWrappedByUs(string token)
    {
        if (token.Length > MaxTokenBytes || !_handler.CanReadToken(token))
        {
            return false;
        }

        try
        {
            JsonWebToken outer = new(token);
            return outer is
            {
                IsEncrypted: true,
                Alg: "dir",
                Enc: SecurityAlgorithms.Aes128CbcHmacSha256,
                Cty: "JWT",
                Zip: null or "",
            };
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static (AccessRefusal Refusal, AccessClaims? Claims) Read(JsonWebToken inner, DateTimeOffset now)
    {
        bool whole = inner.TryGetPayloadValue("sid", out string? sid)
            & inner.TryGetPayloadValue("gen", out int generation)
            & inner.TryGetPayloadValue("cnf", out JsonElement confirmation)
            & inner.TryGetPayloadValue("exp", out long expires)
            & inner.TryGetPayloadValue("iat", out long issued);
        if (!whole
            || !SessionId.TryParse(sid, out SessionId session)
            || !Identity.TryCreate(IdentityKind.Device, inner.Subject, out Identity device)
            || confirmation.ValueKind != JsonValueKind.Object
            || !confirmation.TryGetProperty("jkt", out JsonElement jkt)
            || !KeyThumbprint.TryParse(jkt.GetString(), out KeyThumbprint thumbprint))
        {
            return (AccessRefusal.Invalid, null);
        }

        long seconds = now.ToUnixTimeSeconds();
        return seconds < expires && seconds + (long)s_skew.TotalSeconds >= issued
            ? (AccessRefusal.None, new AccessClaims(device, session, generation, thumbprint.Text))
            : (AccessRefusal.Expired, null);
    }

    private string Sign(TokenSession session, DateTimeOffset now)
    {
        Signing signing = _signing;
        string head = $"{{\"alg\":\"ES256\",\"kid\":\"{signing.Kid}\",\"typ\":\"{Type}\"}}";
        string signed = StrictBase64Url.Encode(System.Text.Encoding.ASCII.GetBytes(head)) + "."
            + StrictBase64Url.Encode(Claims(session, now));
        byte[] der = signing.Signer.Sign(System.Text.Encoding.ASCII.GetBytes(signed));
        return EcdsaSignature.TryFromDer(der, out EcdsaSignature? signature)
            ? signed + "." + StrictBase64Url.Encode(signature.Raw.Span)
            : throw new CryptographicException("The key's holder gave no signature of P-256.");
    }

    private byte[] Claims(TokenSession session, DateTimeOffset now)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("iss", Issuer);
            json.WriteString("aud", Audience);
            json.WriteString("sub", session.Device.Name);
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            json.WriteNumber("exp", (now + _options.AccessLife).ToUnixTimeSeconds());
            json.WriteString("jti", string.Create(
                CultureInfo.InvariantCulture, $"{session.Id}.{session.Generation}.{now.ToUnixTimeMilliseconds()}"));
            json.WriteString("client_id", session.Device.Name);
            json.WriteString("sid", session.Id.Hex);
            json.WriteNumber("gen", session.Generation);
            json.WriteStartObject("cnf");
            json.WriteString("jkt", session.Thumbprint);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private ECDsaSecurityKey Verifier(EcPublicKey key)
    {
        string kid = KeyThumbprint.Of(key).Text;
        lock (_verifiers)
        {
            if (_verifiers.TryGetValue(kid, out (ECDsa Key, ECDsaSecurityKey Named) known))
            {
                return known.Named;
            }

            ECDsa verifier = ECDsa.Create();
            verifier.ImportSubjectPublicKeyInfo(key.SubjectPublicKeyInfo.Span, out _);
            ECDsaSecurityKey named = new(verifier)
            {
                KeyId = kid,

                // The library's cache is the process's: it would give a later mint what this one has disposed.
                CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
            };
            _verifiers.Add(kid, (verifier, named));
            return named;
        }
    }

    /// <summary>Who signs, and whose tokens are read; swapped as a whole.</summary>
    private sealed record Signing(
        ISigningKey Signer, string Kid, TokenValidationParameters Rules,
        IReadOnlyDictionary<string, DateTimeOffset> Retired)
    {
        // A key that was retired is worth nothing once the last of its tokens is: whoever stole it comes too late.
        public bool Trusts(string kid, DateTimeOffset now) =>
            kid == Kid || (Retired.TryGetValue(kid, out DateTimeOffset until) && now < until);
    }
}
