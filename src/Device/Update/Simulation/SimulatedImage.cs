using System.Text;

namespace Garita.Device.Update.Simulation;

/// <summary>
/// An image that a <see cref="SimulatedBoard"/> can start: lines of text that say how it behaves, and bytes that
/// make it as long as a real one.
/// </summary>
/// <param name="Version">The version as people write it; one line of ASCII.</param>
/// <param name="Behaviour">What it does.</param>
/// <param name="OnType">The type of board on which alone it does that, while it works on all others; one line of ASCII,
/// empty for every board.</param>
public sealed record SimulatedImage(string Version, ImageBehaviour Behaviour, string OnType = "")
{
    private const string Magic = "garita-simulated-image";

    /// <summary>Bytes at the beginning that the lines fit in.</summary>
    public const int HeadLength = 256;

    /// <summary>The image with these bytes behind its head.</summary>
    public byte[] ToBytes(ReadOnlySpan<byte> filling)
    {
        byte[] image = new byte[HeadLength + filling.Length];
        Encoding.ASCII.GetBytes($"{Magic}\n{Behaviour}\n{Version}\n{OnType}\n", image);
        filling.CopyTo(image.AsSpan(HeadLength));
        return image;
    }

    /// <summary>The image as it behaves on a board of a type.</summary>
    public SimulatedImage On(string type) =>
        OnType.Length == 0 || OnType == type ? this : this with { Behaviour = ImageBehaviour.Works };

    /// <summary>What an image is, from its head; null where it is none of these.</summary>
    public static SimulatedImage? Read(ReadOnlySpan<byte> head)
    {
        string[] lines = Encoding.ASCII.GetString(head[..Math.Min(HeadLength, head.Length)]).Split('\n');
        return lines.Length >= 5 && lines[0] == Magic && Enum.TryParse(lines[1], out ImageBehaviour behaviour)
            ? new SimulatedImage(lines[2], behaviour, lines[3])
            : null;
    }
}
