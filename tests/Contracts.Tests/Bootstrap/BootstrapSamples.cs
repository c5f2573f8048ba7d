using System.Text;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Contracts.Bootstrap.Requests;

namespace Garita.Contracts.Tests.Bootstrap;

/// <summary>The kept requests and replies, which are right as they stand.</summary>
internal static class BootstrapSamples
{
    public static string Folder(string kind) =>
        Path.Combine(AppContext.BaseDirectory, "Bootstrap", "corpus", kind);

    public static string Text(string kind, string name) => File.ReadAllText(Path.Combine(Folder(kind), name + ".json"));

    public static BootstrapRequest Request(string name)
    {
        Assert.Equal(
            MessageRefusal.None,
            BootstrapMessages.TryRead(Encoding.UTF8.GetBytes(Text("request", name)), out BootstrapRequest? request));
        return request!;
    }

    public static BootstrapReply Reply(string name, BootstrapOp op)
    {
        Assert.Equal(
            MessageRefusal.None,
            BootstrapMessages.TryRead(Encoding.UTF8.GetBytes(Text("reply", name)), op, out BootstrapReply? reply));
        return reply!;
    }
}
