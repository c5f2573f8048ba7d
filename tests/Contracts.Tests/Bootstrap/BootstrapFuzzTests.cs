using System.Text;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Contracts.Bootstrap.Requests;
using Garita.TestKit;

namespace Garita.Contracts.Tests.Bootstrap;

public sealed class BootstrapFuzzTests
{
    [Fact]
    public void Requests_are_read_safely() => FuzzRun.Run(BootstrapSamples.Folder("request"), bytes =>
    {
        if (BootstrapMessages.TryRead(bytes, out BootstrapRequest? request) != MessageRefusal.None)
        {
            Assert.Null(request);
            return false;
        }

        byte[] written = BootstrapMessages.Write(request!);
        Assert.Equal(MessageRefusal.None, BootstrapMessages.TryRead(written, out BootstrapRequest? again));
        Assert.Equal(written, BootstrapMessages.Write(again!));
        return true;
    });

    [Fact]
    public void Replies_are_read_safely() => FuzzRun.Run(BootstrapSamples.Folder("reply"), bytes =>
    {
        bool any = false;
        foreach (BootstrapOp op in Enum.GetValues<BootstrapOp>())
        {
            if (BootstrapMessages.TryRead(bytes, op, out BootstrapReply? reply) == MessageRefusal.None)
            {
                byte[] written = BootstrapMessages.Write(reply!, op);
                Assert.Equal(MessageRefusal.None, BootstrapMessages.TryRead(written, op, out BootstrapReply? again));
                Assert.Equal(written, BootstrapMessages.Write(again!, op));
                any = true;
            }
        }

        return any;
    });

    [Theory]
    [InlineData("", 0)]
    [InlineData("AA", 1)]
    [InlineData("_-8", 2)]
    public void Base64url_has_one_spelling(string text, int length)
    {
        Assert.True(StrictBase64Url.TryDecode(text, out byte[]? bytes));
        Assert.Equal(length, bytes.Length);
        Assert.Equal(text, StrictBase64Url.Encode(bytes));
        Assert.Equal(text.Length, StrictBase64Url.EncodedLength(length));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("AB")]
    [InlineData("AA==")]
    [InlineData("AA ")]
    [InlineData("A A")]
    [InlineData("AA\n")]
    [InlineData("+/8")]
    [InlineData("AAé")]
    [InlineData("AA%%")]
    public void Base64url_in_another_spelling_is_refused(string text)
    {
        Assert.False(StrictBase64Url.TryDecode(text, out _));
        Assert.False(StrictBase64Url.TryDecode(Encoding.UTF8.GetBytes(text), out _));
    }

    [Fact]
    public void Base64url_refuses_null() => Assert.False(StrictBase64Url.TryDecode((string?)null, out _));
}
