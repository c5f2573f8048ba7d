using System.Text;
using Garita.Contracts.Bootstrap;
using Garita.Pki.Jose;

namespace Garita.Pki.Tests.Jose;

public sealed class SignedRequestTests
{
    private const string Jwk =
        """{"crv":"P-256","kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"""
        + "\"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA\"}";

    private static readonly string s_otherCurve = Jwk.Replace("P-256", "P-384", StringComparison.Ordinal);

    private static readonly string s_looseSpelling = Jwk.Replace("DA\"", "DB\"", StringComparison.Ordinal);

    public static TheoryData<string> OtherHeaders =>
    [
        $$"""{"alg":"none","jwk":{{Jwk}},"typ":"garita-request+jwt"}""",
        $$"""{"alg":"HS256","jwk":{{Jwk}},"typ":"garita-request+jwt"}""",
        $$"""{"alg":"ES256","jwk":{{Jwk}},"typ":"garita-reply+jwt"}""",
        $$"""{"alg":"ES256","jwk":{{Jwk}},"typ":"at+jwt"}""",
        $$"""{"alg":"ES256","jwk":{{Jwk}}}""",
        $$"""{"alg":"ES256","typ":"garita-request+jwt","jwk":{{Jwk}}}""",
        $$"""{"alg":"ES256","jwk":{{Jwk}},"jku":"https://x","typ":"garita-request+jwt"}""",
        $$"""{"alg":"ES256","jwk": {{Jwk}},"typ":"garita-request+jwt"}""",
        $$"""{"alg":"ES256","jwk":{{Jwk}},"typ":"garita-request+jwt"} """,
        $$"""{"alg":"ES256","jwk":{{s_otherCurve}},"typ":"garita-request+jwt"}""",
        $$"""{"alg":"ES256","jwk":{{s_looseSpelling}},"typ":"garita-request+jwt"}""",
        "{}",
    ];

    [Fact]
    public void Request_that_another_program_signed_is_read()
    {
        Assert.Equal(
            JwsRefusal.None, SignedRequest.TryParse(BootstrapVector.Bytes("login"), out SignedRequest? request));
        Assert.Equal(BootstrapVector.Text("deviceKeyThumbprint"), request!.Signer.Text);

        Assert.Equal(JwsRefusal.None, request.TryVerify(out VerifiedMessage? message));
        Assert.Equal(BootstrapVector.Text("loginPayload"), Encoding.UTF8.GetString(message!.Payload.Span));
        Assert.Equal(BootstrapVector.Key("deviceKeySpki").Hash, message.Key.Hash);
        Assert.Equal(BootstrapVector.Text("loginHash"), BootstrapWire.HashOf(BootstrapVector.Bytes("login")));
        Assert.Equal(BootstrapVector.Text("registerHash"), BootstrapWire.HashOf(BootstrapVector.Bytes("register")));
    }

    [Fact]
    public void Thumbprint_is_that_of_rfc_9449_6_1()
    {
        byte[] jws = Jws($$"""{"alg":"ES256","jwk":{{Jwk}},"typ":"garita-request+jwt"}""", new byte[64]);

        Assert.Equal(JwsRefusal.None, SignedRequest.TryParse(jws, out SignedRequest? request));
        Assert.Equal("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I", request!.Signer.Text);
        Assert.Equal(JwsRefusal.Signature, request.TryVerify(out VerifiedMessage? message));
        Assert.Null(message);
    }

    [Fact]
    public void Request_reads_back_as_signed()
    {
        using EphemeralKey key = new();
        byte[] jws = SignedRequest.Sign("payload"u8, key);

        Assert.True(SignedRequest.Looks(jws));
        Assert.Equal(JwsRefusal.None, SignedRequest.TryParse(jws, out SignedRequest? request));
        Assert.Equal(KeyThumbprint.Of(key.PublicKey), request!.Signer);
        Assert.Equal(JwsRefusal.None, request.TryVerify(out VerifiedMessage? message));
        Assert.Equal("payload"u8, message!.Payload.Span);
    }

    [Fact]
    public void Thumbprint_and_verification_are_of_the_key_in_the_header_and_no_other()
    {
        using EphemeralKey mine = new();
        using EphemeralKey other = new();
        string[] parts = Encoding.ASCII.GetString(SignedRequest.Sign("payload"u8, mine)).Split('.');
        string[] swapped = Encoding.ASCII.GetString(SignedRequest.Sign("payload"u8, other)).Split('.');
        byte[] mixed = Encoding.ASCII.GetBytes($"{swapped[0]}.{parts[1]}.{parts[2]}");

        Assert.Equal(JwsRefusal.None, SignedRequest.TryParse(mixed, out SignedRequest? request));
        Assert.Equal(KeyThumbprint.Of(other.PublicKey), request!.Signer);
        Assert.Equal(JwsRefusal.Signature, request.TryVerify(out _));
    }

    [Theory]
    [MemberData(nameof(OtherHeaders))]
    public void Any_other_header_is_refused_before_a_key_is_touched(string header) =>
        Assert.Equal(JwsRefusal.Header, SignedRequest.TryParse(Jws(header, new byte[64]), out _));

    [Fact]
    public void Point_off_the_curve_is_refused()
    {
        string off = Jwk.Replace("l8tF", "l8tG", StringComparison.Ordinal);
        byte[] jws = Jws($$"""{"alg":"ES256","jwk":{{off}},"typ":"garita-request+jwt"}""", new byte[64]);

        Assert.Equal(JwsRefusal.None, SignedRequest.TryParse(jws, out SignedRequest? request));
        Assert.Equal(JwsRefusal.Key, request!.TryVerify(out _));
    }

    [Fact]
    public void Message_above_the_limit_is_refused_and_never_written()
    {
        using EphemeralKey key = new();

        Assert.Throws<ArgumentException>(() => SignedRequest.Sign(new byte[BootstrapWire.MaxMessageBytes], key));
        Assert.Equal(
            JwsRefusal.TooLong, SignedRequest.TryParse(new byte[BootstrapWire.MaxMessageBytes + 1], out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("e30.e30.")]
    [InlineData("e30.e30.AA")]
    [InlineData("e30=.e30.AA")]
    public void What_is_no_compact_jws_is_refused(string text) =>
        Assert.Equal(JwsRefusal.Malformed, SignedRequest.TryParse(Encoding.ASCII.GetBytes(text), out _));

    private static byte[] Jws(string header, byte[] signature) => Encoding.ASCII.GetBytes(
        $"{StrictBase64Url.Encode(Encoding.ASCII.GetBytes(header))}.e30.{StrictBase64Url.Encode(signature)}");
}
