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
    private readonly ISigningKey _signer;
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = MaxTokenBytes };
    private readonly List<ECDsa> _verifiers = [];
    private readonly TokenValidationParameters _rules;
    private readonly EncryptingCredentials _encryption;

    /// <summary>Makes a mint.</summary>
    /// <param name="options">How long tokens are good.</param>
    /// <param name="secrets">What they are encrypted under.</param>
    /// <param name="signer">Signs new ones; owned by the caller.</param>
    /// <param name="retired">Keys that signed before and whose tokens are still good.</param>
    public TokenMint(
        EnrollmentOptions options, EnrollmentSecrets secrets, ISigningKey signer,
        params IReadOnlyList<EcPublicKey> retired)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        ArgumentNullException.ThrowIfNull(signer);
        ArgumentNullException.ThrowIfNull(retired);
        _options = options;
        _signer = signer;
        SymmetricSecurityKey wrapping = new(secrets.TokenKey.ToArray()) { KeyId = "1" };
        _encryption = new EncryptingCredentials(
            wrapping, JwtConstants.DirectKeyUseAlg, SecurityAlgorithms.Aes128CbcHmacSha256);
        _rules = new TokenValidationParameters
        {
            // The list is asked for the encryption as well; that the signature is ES256 is asked again below.
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.Aes128CbcHmacSha256],
            ValidTypes = [Type],
            ValidIssuer = Issuer,
            ValidAudience = Audience,
            IssuerSigningKeys = [.. retired.Prepend(signer.PublicKey).Select(Verifier)],
            TokenDecryptionKeys = [wrapping],
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            RequireAudience = true,
            RequireExpirationTime = true,

            // Held against our own clock below: too old is another answer than wrong.
            ValidateLifetime = false,
        };
    }

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

        TokenValidationResult result = await _handler.ValidateTokenAsync(token, _rules).ConfigureAwait(false);
        return result.IsValid
            && result.SecurityToken is JsonWebToken { InnerToken: { Alg: SecurityAlgorithms.EcdsaSha256 } inner }
                ? Read(inner, now)
                : (AccessRefusal.Invalid, null);
    }

    /// <inheritdoc/>
    public void Dispose() => _verifiers.ForEach(verifier => verifier.Dispose());

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
        string head = $"{{\"alg\":\"ES256\",\"kid\":\"{KeyThumbprint.Of(_signer.PublicKey)}\",\"typ\":\"{Type}\"}}";
        string signed = StrictBase64Url.Encode(System.Text.Encoding.ASCII.GetBytes(head)) + "."
            + StrictBase64Url.Encode(Claims(session, now));
        byte[] der = _signer.Sign(System.Text.Encoding.ASCII.GetBytes(signed));
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
        ECDsa verifier = ECDsa.Create();
        _verifiers.Add(verifier);
        verifier.ImportSubjectPublicKeyInfo(key.SubjectPublicKeyInfo.Span, out _);
        return new ECDsaSecurityKey(verifier)
        {
            KeyId = KeyThumbprint.Of(key).Text,

            // The library's cache is the process's: it would give a later mint what this one has disposed.
            CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        };
    }
}
