using System.Security.Cryptography;
using System.Text;
using Garita.Authority.Keys;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Identities;
using Garita.Enrollment.Sessions;
using Garita.Enrollment.Tokens;
using Garita.Pki.Jose;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Garita.Enrollment.Tests.Tokens;

public sealed class TokenMintTests : IDisposable
{
    private readonly Desks _desks = new();
    private readonly Desks.Unit _unit = new();

    public void Dispose()
    {
        _desks.Dispose();
        _unit.Dispose();
    }

    [Fact]
    public async Task A_token_says_nothing_to_its_carrier_and_everything_to_us()
    {
        Identity device = _desks.Known();
        IssuedTokens tokens = await _desks.EnterAsync(device, _unit);
        string[] parts = tokens.Access.Split('.');
        Assert.Equal(5, parts.Length);
        Assert.All(parts, part => Assert.DoesNotContain(
            device.Name, Encoding.Latin1.GetString(Base64UrlEncoder.DecodeBytes(part)), StringComparison.Ordinal));
        (AccessRefusal refusal, AccessClaims? claims) = await ReadAsync(tokens.Access);
        Assert.Equal(AccessRefusal.None, refusal);
        Assert.Equal((device, _unit.Thumbprint), (claims!.Device, claims.Thumbprint));
        Assert.Equal(tokens.Session.Id, claims.Session);
        Assert.InRange(tokens.Access.Length, 400, 1500);
    }

    [Fact]
    public async Task No_byte_of_a_token_may_change()
    {
        IssuedTokens tokens = await _desks.EnterAsync(_desks.Known(), _unit);
        for (int i = 0; i < tokens.Access.Length; i += 7)
        {
            char other = tokens.Access[i] == 'A' ? 'B' : 'A';
            string changed = tokens.Access[..i] + other + tokens.Access[(i + 1)..];
            (AccessRefusal refusal, _) = await ReadAsync(changed);

            // The last character of a part may carry bits that decode to nothing.
            bool isLast = i + 1 == tokens.Access.Length || tokens.Access[i + 1] == '.';
            Assert.True(isLast || tokens.Access[i] == '.' || refusal == AccessRefusal.Invalid, $"character {i}");
        }
    }

    // Hole 7: no pin of the algorithm. Whoever had the encryption key could wrap what he likes; so these are wrapped
    // with the right key, and still nobody believes them.
    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("other-key")]
    [InlineData("typ")]
    [InlineData("aud")]
    [InlineData("iss")]
    [InlineData("no-exp")]
    [InlineData("no-cnf")]
    [InlineData("sub")]
    public async Task What_is_not_signed_by_us_for_us_is_refused(string attack)
    {
        IssuedTokens tokens = await _desks.EnterAsync(_desks.Known(), _unit);
        (AccessRefusal good, _) = await ReadAsync(Wrap(Forge(tokens.Session, string.Empty)));
        Assert.Equal(AccessRefusal.None, good);
        (AccessRefusal refusal, AccessClaims? claims) = await ReadAsync(Wrap(Forge(tokens.Session, attack)));
        Assert.Equal(AccessRefusal.Invalid, refusal);
        Assert.Null(claims);
    }

    [Fact]
    public async Task A_token_that_is_not_encrypted_is_refused()
    {
        IssuedTokens tokens = await _desks.EnterAsync(_desks.Known(), _unit);
        (AccessRefusal refusal, _) = await ReadAsync(Forge(tokens.Session, string.Empty));
        Assert.Equal(AccessRefusal.Invalid, refusal);
    }

    [Fact]
    public async Task Another_encryption_than_ours_is_refused()
    {
        IssuedTokens tokens = await _desks.EnterAsync(_desks.Known(), _unit);
        byte[] longer = [.. _desks.Secrets.TokenKey.ToArray(), .. _desks.Secrets.TokenKey.ToArray()];
        EncryptingCredentials other = new(
            new SymmetricSecurityKey(longer) { KeyId = "1" }, "dir", SecurityAlgorithms.Aes256CbcHmacSha512);
        string token = new JsonWebTokenHandler().EncryptToken(Forge(tokens.Session, string.Empty), other);
        Assert.Equal(AccessRefusal.Invalid, (await ReadAsync(token)).Refusal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("....")]
    [InlineData("a.b.c.d.e")]
    [InlineData("eyJhbGciOiJub25lIn0..")]
    [InlineData("eyJhbGciOiJkaXIifQ....")]
    public async Task Garbage_is_refused(string token) =>
        Assert.Equal(AccessRefusal.Invalid, (await ReadAsync(token)).Refusal);

    [Fact]
    public async Task A_key_that_was_retired_is_known_by_its_name_until_its_tokens_end()
    {
        IssuedTokens tokens = await _desks.EnterAsync(_desks.Known(), _unit);
        using SoftwareSigningKey next = SoftwareSigningKey.Generate();
        DateTimeOffset now = _desks.Time.GetUtcNow();
        RetiredTokenKey old = new(_desks.TokenKey.PublicKey, now + _desks.Mint.TokensOutliveKey);
        using TokenMint rotated = new(_desks.Options, _desks.Secrets, next, old);
        using TokenMint forgetful = new(_desks.Options, _desks.Secrets, next);
        Assert.Equal(AccessRefusal.None, (await rotated.VerifyAsync(tokens.Access, now)).Refusal);
        Assert.Equal(AccessRefusal.Invalid, (await forgetful.VerifyAsync(tokens.Access, now)).Refusal);
    }

    // A thief of the old key dates a token as he likes; the key's own end is not his to choose.
    [Fact]
    public async Task A_key_that_was_retired_signs_nothing_good_after_its_end()
    {
        IssuedTokens tokens = await _desks.EnterAsync(_desks.Known(), _unit);
        using SoftwareSigningKey next = SoftwareSigningKey.Generate();
        DateTimeOffset now = _desks.Time.GetUtcNow();
        using TokenMint rotated = new(
            _desks.Options, _desks.Secrets, next, new RetiredTokenKey(_desks.TokenKey.PublicKey, now));
        Assert.Equal(AccessRefusal.Invalid, (await rotated.VerifyAsync(tokens.Access, now)).Refusal);
    }

    [Fact]
    public async Task A_running_mint_takes_another_key_and_reads_the_tokens_of_both()
    {
        Identity device = _desks.Known();
        IssuedTokens before = await _desks.EnterAsync(device, _unit);
        using SoftwareSigningKey next = SoftwareSigningKey.Generate();
        DateTimeOffset now = _desks.Time.GetUtcNow();
        _desks.Mint.Use(next, [new RetiredTokenKey(_desks.TokenKey.PublicKey, now + _desks.Mint.TokensOutliveKey)]);
        IssuedTokens after = _desks.Mint.Issue(before.Session, before.Refresh, now);
        Assert.Equal(AccessRefusal.None, (await ReadAsync(before.Access)).Refusal);
        Assert.Equal(AccessRefusal.None, (await ReadAsync(after.Access)).Refusal);
        using TokenMint old = new(_desks.Options, _desks.Secrets, _desks.TokenKey);
        Assert.Equal(AccessRefusal.Invalid, (await old.VerifyAsync(after.Access, now)).Refusal);
    }

    private Task<(AccessRefusal Refusal, AccessClaims? Claims)> ReadAsync(string token) =>
        _desks.Mint.VerifyAsync(token, _desks.Time.GetUtcNow());

    private string Wrap(string inner) => new JsonWebTokenHandler().EncryptToken(inner, new EncryptingCredentials(
        new SymmetricSecurityKey(_desks.Secrets.TokenKey.ToArray()) { KeyId = "1" },
        "dir",
        SecurityAlgorithms.Aes128CbcHmacSha256));

    private string Forge(TokenSession session, string attack)
    {
        using SoftwareSigningKey stranger = SoftwareSigningKey.Generate();
        SoftwareSigningKey signer = attack == "other-key" ? stranger : _desks.TokenKey;
        string kid = KeyThumbprint.Of(_desks.TokenKey.PublicKey).Text;
        string alg = attack is "none" or "HS256" ? attack : "ES256";
        string typ = attack == "typ" ? "garita-request+jwt" : "at+jwt";
        long now = _desks.Time.GetUtcNow().ToUnixTimeSeconds();
        string iss = attack == "iss" ? "somebody" : TokenMint.Issuer;
        string aud = attack == "aud" ? "mqtt" : TokenMint.Audience;
        string sub = attack == "sub" ? "private/#" : session.Device.Name;
        string exp = attack == "no-exp" ? string.Empty : $"\"exp\":{now + 60},";
        string cnf = attack == "no-cnf" ? string.Empty : $",\"cnf\":{{\"jkt\":\"{session.Thumbprint}\"}}";
        string payload = $"{{\"iss\":\"{iss}\",\"aud\":\"{aud}\",\"sub\":\"{sub}\",\"iat\":{now},{exp}"
            + $"\"sid\":\"{session.Id.Hex}\",\"gen\":0{cnf}}}";
        string signed = Part($"{{\"alg\":\"{alg}\",\"kid\":\"{kid}\",\"typ\":\"{typ}\"}}") + "." + Part(payload);
        byte[] bytes = Encoding.ASCII.GetBytes(signed);
        return signed + "." + alg switch
        {
            "none" => string.Empty,

            // Key confusion: our public key, taken for a shared secret.
            "HS256" => StrictBase64Url.Encode(
                HMACSHA256.HashData(_desks.TokenKey.PublicKey.SubjectPublicKeyInfo.Span, bytes)),
            _ => StrictBase64Url.Encode(Raw(signer.Sign(bytes))),
        };
    }

    private static string Part(string json) => StrictBase64Url.Encode(Encoding.UTF8.GetBytes(json));

    private static ReadOnlySpan<byte> Raw(byte[] der) =>
        Garita.Pki.Keys.EcdsaSignature.TryFromDer(der, out Garita.Pki.Keys.EcdsaSignature? signature)
            ? signature.Raw.Span
            : throw new CryptographicException();
}
