using System.Text;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Contracts.Bootstrap.Requests;

namespace Garita.Contracts.Tests.Bootstrap;

public sealed class BootstrapMessagesTests
{
    private const string Login = "login";
    private const string Tokens = "tokens";

    [Theory]
    [InlineData("register")]
    [InlineData("login")]
    [InlineData("login-approval")]
    [InlineData("publish")]
    [InlineData("refresh")]
    [InlineData("enroll")]
    [InlineData("renew")]
    [InlineData("logout")]
    public void Request_is_written_byte_for_byte_as_it_was_read(string name) =>
        Assert.Equal(
            BootstrapSamples.Text("request", name),
            Encoding.UTF8.GetString(BootstrapMessages.Write(BootstrapSamples.Request(name))));

    [Theory]
    [InlineData("registered", BootstrapOp.Register)]
    [InlineData("tokens", BootstrapOp.Login)]
    [InlineData("tokens", BootstrapOp.Refresh)]
    [InlineData("tokens-and-keys", BootstrapOp.Login)]
    [InlineData("tokens-and-keys", BootstrapOp.Refresh)]
    [InlineData("enrolled", BootstrapOp.Enroll)]
    [InlineData("done", BootstrapOp.Publish)]
    [InlineData("done", BootstrapOp.Logout)]
    [InlineData("slow-down", BootstrapOp.Register)]
    [InlineData("expired", BootstrapOp.Publish)]
    public void Reply_is_written_byte_for_byte_as_it_was_read(string name, BootstrapOp op) =>
        Assert.Equal(
            BootstrapSamples.Text("reply", name),
            Encoding.UTF8.GetString(BootstrapMessages.Write(BootstrapSamples.Reply(name, op), op)));

    [Theory]
    [InlineData("\"v\":1", "\"v\":2", MessageRefusal.Version)]
    [InlineData("\"v\":1", "\"v\":\"1\"", MessageRefusal.Malformed)]
    [InlineData("\"v\":1,", "", MessageRefusal.Malformed)]
    [InlineData("\"v\":1", "\"v\":1,\"v\":1", MessageRefusal.Malformed)]
    [InlineData("\"v\":1", "\"v\":1,\"x\":1", MessageRefusal.Malformed)]
    [InlineData("\"v\":1", "\"V\":1", MessageRefusal.Malformed)]
    [InlineData("\"login\",\"uuid\"", "\"LOGIN\",\"uuid\"", MessageRefusal.Malformed)]
    [InlineData("\"login\",\"uuid\"", "1,\"uuid\"", MessageRefusal.Malformed)]
    [InlineData("\"login\",\"uuid\"", "\"register, login\",\"uuid\"", MessageRefusal.Malformed)]
    [InlineData("\"login\",\"uuid\"", "\"refresh\",\"uuid\"", MessageRefusal.Body)]
    [InlineData("6f1c2a8e-5d", "6F1C2A8E-5D", MessageRefusal.Value)]
    [InlineData("6f1c2a8e-5d", "{6f1c2a8e-5d", MessageRefusal.Value)]
    [InlineData("AAECAwQFBgcICQoLDA0ODw", "AAECAwQFBgcICQoLDA0ODx", MessageRefusal.Value)]
    [InlineData("AAECAwQFBgcICQoLDA0ODw", "AAECAwQFBgcICQoLDA0OD", MessageRefusal.Value)]
    [InlineData("AAECAwQFBgcICQoLDA0ODw", "AAECAwQFBgcICQoLDA0ODw==", MessageRefusal.Value)]
    [InlineData("\"seq\":1,", "", MessageRefusal.Body)]
    [InlineData("\"seq\":1,", "\"seq\":0,", MessageRefusal.Value)]
    [InlineData("\"seq\":1,", "\"seq\":-1,", MessageRefusal.Value)]
    [InlineData("\"seq\":1,", "\"seq\":1.5,", MessageRefusal.Malformed)]
    [InlineData("\"seq\":1,", "\"seq\":9223372036854775808,", MessageRefusal.Malformed)]
    [InlineData("\"seq\":1,", "\"seq\":1,\"logout\":{\"token\":\"a\"},", MessageRefusal.Body)]
    [InlineData("\"sms\"", "\"approval\"", MessageRefusal.Value)]
    [InlineData(",\"code\":\"ABCDEFGH23456723\"", "", MessageRefusal.Value)]
    [InlineData("ABCDEFGH23456723", "A\\u0000", MessageRefusal.Value)]
    [InlineData("ABCDEFGH23456723", "", MessageRefusal.Value)]
    [InlineData("}}", "}} ", MessageRefusal.None)]
    [InlineData("}}", "}}{}", MessageRefusal.Malformed)]
    [InlineData("}}", "},}", MessageRefusal.Malformed)]
    [InlineData("}}", "}/**/}", MessageRefusal.Malformed)]
    [InlineData("{\"factor\":\"sms\",\"code\":\"ABCDEFGH23456723\"}", "null", MessageRefusal.Body)]
    public void Login_that_differs_is_refused(string from, string to, MessageRefusal refusal)
    {
        string changed = BootstrapSamples.Text("request", Login).Replace(from, to, StringComparison.Ordinal);

        Assert.Equal(refusal, BootstrapMessages.TryRead(Encoding.UTF8.GetBytes(changed), out BootstrapRequest? read));
        Assert.Equal(refusal == MessageRefusal.None, read is not null);
    }

    [Theory]
    [InlineData("[\"sms\",\"totp\"]", "[]", MessageRefusal.Value)]
    [InlineData("[\"sms\",\"totp\"]", "[\"sms\",\"sms\"]", MessageRefusal.Value)]
    [InlineData("[\"sms\",\"totp\"]", "[\"sms\",null]", MessageRefusal.Malformed)]
    [InlineData("[\"sms\",\"totp\"]", "[\"TOPT\"]", MessageRefusal.Malformed)]
    [InlineData("\"nonce\"", "\"seq\":1,\"nonce\"", MessageRefusal.Body)]
    public void Register_that_differs_is_refused(string from, string to, MessageRefusal refusal)
    {
        string changed = BootstrapSamples.Text("request", "register").Replace(from, to, StringComparison.Ordinal);

        Assert.Equal(refusal, BootstrapMessages.TryRead(Encoding.UTF8.GetBytes(changed), out BootstrapRequest? _));
    }

    // A device keeps both in place of what it held: one alone, or half a key, would leave it without.
    [Theory]
    [InlineData("[]", MessageRefusal.Value)]
    [InlineData("[\"K\"]", MessageRefusal.Value)]
    [InlineData("[\"K\",\"K\",\"K\"]", MessageRefusal.Value)]
    [InlineData("[\"K\",\"KAAAA\"]", MessageRefusal.Value)]
    [InlineData("[\"K\",\"\"]", MessageRefusal.Value)]
    [InlineData("[\"K\",1]", MessageRefusal.Malformed)]
    [InlineData("[\"K\",\"K\"]", MessageRefusal.None)]
    public void Keys_that_are_not_two_whole_ones_are_refused(string keys, MessageRefusal refusal)
    {
        string key = new('A', 122);
        string wrong = keys.Replace("K", key, StringComparison.Ordinal);
        string changed = BootstrapSamples.Text("reply", "tokens-and-keys")
            .Replace($"[\"{key}\",\"{key}\"]", wrong, StringComparison.Ordinal);
        Assert.Equal(
            refusal,
            BootstrapMessages.TryRead(Encoding.UTF8.GetBytes(changed), BootstrapOp.Refresh, out BootstrapReply? _));
    }

    // A device that was registered without a type is told so, and believes it.
    [Fact]
    public void Device_without_a_type_is_written_as_it_is_read()
    {
        BootstrapReply reply = BootstrapSamples.Reply("tokens", BootstrapOp.Login);
        byte[] written = BootstrapMessages.Write(
            reply with { Device = reply.Device! with { Type = null } }, BootstrapOp.Login);
        Assert.Equal(
            MessageRefusal.None, BootstrapMessages.TryRead(written, BootstrapOp.Login, out BootstrapReply? read));
        Assert.Null(read!.Device!.Type);
    }

    [Fact]
    public void Keys_come_with_tokens_alone()
    {
        string done = BootstrapSamples.Text("reply", "done");
        string changed = done[..^1] + $",\"keys\":[\"{new string('A', 122)}\",\"{new string('A', 122)}\"]}}";
        Assert.Equal(
            MessageRefusal.Body,
            BootstrapMessages.TryRead(Encoding.UTF8.GetBytes(changed), BootstrapOp.Publish, out BootstrapReply? _));
    }

    [Theory]
    [InlineData("[{\"series\"", "[null,{\"series\"", MessageRefusal.Value)]
    [InlineData("{\"value\":21.50,\"unit\":\"Cel\"}", "21.5", MessageRefusal.Value)]
    [InlineData("\"value\":21.50", "\"unit\":\"K\"", MessageRefusal.Malformed)]
    [InlineData("{\"a\":2}", "{\"a\":[[]]}", MessageRefusal.Malformed)]
    [InlineData("\"ok\":true", "\"ok\":false", MessageRefusal.Value)]
    [InlineData("a.b-c_d", "a b", MessageRefusal.Value)]
    [InlineData("no such valve", "no\\nsuch", MessageRefusal.Value)]
    public void Publish_that_differs_is_refused(string from, string to, MessageRefusal refusal)
    {
        string changed = BootstrapSamples.Text("request", "publish").Replace(from, to, StringComparison.Ordinal);

        Assert.Equal(refusal, BootstrapMessages.TryRead(Encoding.UTF8.GetBytes(changed), out BootstrapRequest? _));
    }

    [Theory]
    [InlineData("\"code\":\"ok\"", "\"code\":\"OK\"", MessageRefusal.Malformed)]
    [InlineData("\"code\":\"ok\"", "\"code\":\"code-refused\"", MessageRefusal.Body)]
    [InlineData("\"code\":\"ok\"", "\"code\":\"policy-refused\"", MessageRefusal.Body)]
    [InlineData("\"code\":\"ok\"", "\"code\":\"ok\",\"retryAfter\":5", MessageRefusal.Body)]
    [InlineData("\"accessSeconds\":600", "\"accessSeconds\":0", MessageRefusal.Value)]
    [InlineData("{\"interval\":60}", "60", MessageRefusal.Value)]
    [InlineData("\"id\":\"7f\"", "\"id\":\"../x\"", MessageRefusal.Value)]
    [InlineData("\"seconds\":30", "\"seconds\":99999999", MessageRefusal.Value)]
    [InlineData("\"commands\":[", "\"commands\":[{\"id\":\"7f\",\"name\":\"x\",\"seconds\":1},", MessageRefusal.Value)]
    public void Reply_that_differs_is_refused(string from, string to, MessageRefusal refusal)
    {
        string changed = BootstrapSamples.Text("reply", Tokens).Replace(from, to, StringComparison.Ordinal);

        Assert.Equal(
            refusal,
            BootstrapMessages.TryRead(Encoding.UTF8.GetBytes(changed), BootstrapOp.Login, out BootstrapReply? _));
    }

    [Theory]
    [InlineData("tokens", BootstrapOp.Register)]
    [InlineData("tokens", BootstrapOp.Publish)]
    [InlineData("registered", BootstrapOp.Login)]
    [InlineData("enrolled", BootstrapOp.Logout)]
    [InlineData("done", BootstrapOp.Login)]
    [InlineData("done", BootstrapOp.Register)]
    [InlineData("expired", BootstrapOp.Login)]
    public void Reply_to_something_else_is_refused(string name, BootstrapOp op) =>
        Assert.Equal(
            MessageRefusal.Body,
            BootstrapMessages.TryRead(
                Encoding.UTF8.GetBytes(BootstrapSamples.Text("reply", name)), op, out BootstrapReply? _));

    [Fact]
    public void Message_above_the_limit_is_refused_before_it_is_read() =>
        Assert.Equal(
            MessageRefusal.TooLong,
            BootstrapMessages.TryRead(new byte[BootstrapWire.MaxMessageBytes + 1], out BootstrapRequest? _));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"register\"")]
    [InlineData("\uFEFF{}")]
    [InlineData("[[[[[[[[[[[[")]
    public void What_is_no_object_is_refused(string text) =>
        Assert.Equal(
            MessageRefusal.Malformed,
            BootstrapMessages.TryRead(Encoding.UTF8.GetBytes(text), out BootstrapRequest? _));

    [Fact]
    public void Writing_what_nobody_would_read_is_our_bug() =>
        Assert.Throws<ArgumentException>(
            () => BootstrapMessages.Write(BootstrapSamples.Request(Login) with { Seq = null }));

    [Fact]
    public void Secrets_are_not_printed()
    {
        string printed = string.Join(
            ' ',
            new[] { "login", "publish", "refresh", "enroll", "logout" }.Select(BootstrapSamples.Request)
                .Select(request => request.ToString())
                .Append(BootstrapSamples.Reply(Tokens, BootstrapOp.Login).ToString()));

        Assert.DoesNotContain("ABCDEFGH23456723", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("a.b-c_d", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("Access = a", printed, StringComparison.Ordinal);
    }
}
