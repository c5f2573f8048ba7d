using System.Text;
using System.Text.Json;
using Garita.Pki.Keys;

namespace Garita.Pki.Tests.Jose;

/// <summary>Messages that another program signed; their origin stands in the file.</summary>
internal static class BootstrapVector
{
    private static readonly JsonElement s_root = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Jose", "Vectors", "bootstrap.json"))).RootElement;

    public static string Text(string name) => s_root.GetProperty(name).GetString()!;

    public static byte[] Bytes(string name) => Encoding.ASCII.GetBytes(Text(name));

    public static EcPublicKey Key(string name)
    {
        Assert.Equal(
            KeyRefusal.None, EcPublicKey.TryParse(s_root.GetProperty(name).GetBytesFromBase64(), out EcPublicKey? key));
        return key!;
    }
}
