using System.Text;
using Garita.Contracts.Bootstrap;
using Garita.Pki.Jose;
using Garita.TestKit;

namespace Garita.Pki.Tests.Jose;

public sealed class SignedReplyTests
{
    [Fact]
    public void Reply_that_another_program_signed_is_read_with_the_next_key_too()
    {
        using EphemeralKey current = new();
        byte[] reply = BootstrapVector.Bytes("reply");

        Assert.Equal(
            JwsRefusal.None,
            SignedReply.TryVerify(
                reply, [current.PublicKey, BootstrapVector.Key("messageKeySpki")], out VerifiedMessage? message));
        Assert.Equal(BootstrapVector.Text("replyPayload"), Encoding.UTF8.GetString(message!.Payload.Span));
        Assert.Equal(BootstrapVector.Text("messageKeyThumbprint"), message.Signer.Text);
    }

    [Fact]
    public void Reply_by_a_key_that_is_not_held_is_refused()
    {
        using EphemeralKey held = new();
        using EphemeralKey other = new();

        Assert.Equal(
            JwsRefusal.Key, SignedReply.TryVerify(SignedReply.Sign("{}"u8, other), [held.PublicKey], out var message));
        Assert.Null(message);
    }

    [Fact]
    public void Reply_that_names_a_held_key_and_is_by_another_is_refused()
    {
        using EphemeralKey held = new();
        using EphemeralKey other = new();
        string[] right = Encoding.ASCII.GetString(SignedReply.Sign("{}"u8, held)).Split('.');
        string[] wrong = Encoding.ASCII.GetString(SignedReply.Sign("{}"u8, other)).Split('.');

        Assert.Equal(
            JwsRefusal.Signature,
            SignedReply.TryVerify(
                Encoding.ASCII.GetBytes($"{right[0]}.{right[1]}.{wrong[2]}"), [held.PublicKey], out _));
    }

    [Fact]
    public void Request_is_no_reply_and_a_reply_is_no_request()
    {
        using EphemeralKey key = new();

        Assert.Equal(
            JwsRefusal.Header, SignedReply.TryVerify(SignedRequest.Sign("{}"u8, key), [key.PublicKey], out _));
        Assert.Equal(JwsRefusal.Header, SignedRequest.TryParse(SignedReply.Sign("{}"u8, key), out _));
    }

    [Theory]
    [InlineData("""{"alg":"none","kid":"KID","typ":"garita-reply+jwt"}""", JwsRefusal.Header)]
    [InlineData("""{"alg":"HS256","kid":"KID","typ":"garita-reply+jwt"}""", JwsRefusal.Header)]
    [InlineData("""{"alg":"ES256","kid":"KID","typ":"at+jwt"}""", JwsRefusal.Header)]
    [InlineData("""{"alg":"ES256","kid":"KID","typ":"garita-reply+jwt","crit":["x"]}""", JwsRefusal.Header)]
    [InlineData("""{"kid":"KID","alg":"ES256","typ":"garita-reply+jwt"}""", JwsRefusal.Header)]
    [InlineData("""{"alg":"ES256","kid":"1","typ":"garita-reply+jwt"}""", JwsRefusal.Header)]
    [InlineData("""{"alg":"ES256","kid":"KID","typ":"garita-reply+jwt"}""", JwsRefusal.Signature)]
    public void Any_other_header_is_refused(string header, JwsRefusal refusal)
    {
        using EphemeralKey key = new();
        string named = header.Replace("KID", KeyThumbprint.Of(key.PublicKey).Text, StringComparison.Ordinal);
        byte[] jws = Encoding.ASCII.GetBytes(
            $"{StrictBase64Url.Encode(Encoding.ASCII.GetBytes(named))}.e30.{StrictBase64Url.Encode(new byte[64])}");

        Assert.Equal(refusal, SignedReply.TryVerify(jws, [key.PublicKey], out _));
    }

    [Fact]
    public void No_mutant_of_a_message_verifies()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Jose", "corpus");
        byte[][] kept = [.. FuzzRun.Corpus(folder)];
        FuzzRun.Run(folder, bytes =>
        {
            bool original = kept.Any(message => message.AsSpan().SequenceEqual(bytes));
            bool request = SignedRequest.TryParse(bytes, out SignedRequest? parsed) == JwsRefusal.None;
            bool verified = (request && parsed!.TryVerify(out _) == JwsRefusal.None)
                || SignedReply.TryVerify(bytes, [BootstrapVector.Key("messageKeySpki")], out _) == JwsRefusal.None;
            Assert.Equal(original, verified);
            return request || verified;
        });
    }
}
