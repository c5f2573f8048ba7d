using System.Buffers.Binary;

namespace Garita.Samples.Tests.Fixtures;

/// <summary>What a client offers (RFC 8446 4.1.2).</summary>
public sealed record ClientHello(
    IReadOnlyList<int> Suites, IReadOnlyList<int> Groups, IReadOnlyList<int> Signatures, IReadOnlyList<int> Versions)
{
    // RFC 8446 4.2: the extensions that are lists of 16-bit numbers.
    private const int SupportedGroups = 10;
    private const int SignatureAlgorithms = 13;
    private const int SupportedVersions = 43;

    /// <summary>
    /// Reads one from a record that holds it whole:
    /// type 1, length 3, version 2, random 32, session id 1+n, suites 2+n, compression 1+n, extensions 2+n.
    /// </summary>
    public static ClientHello Read(ReadOnlySpan<byte> record)
    {
        Assert.Equal(1, record[0]);
        ReadOnlySpan<byte> rest = record[(1 + 3 + 2 + 32)..];
        _ = Take(ref rest, 1);
        ReadOnlySpan<byte> suites = Take(ref rest, 2);
        _ = Take(ref rest, 1);
        ReadOnlySpan<byte> extensions = Take(ref rest, 2);
        Dictionary<int, byte[]> found = [];
        while (!extensions.IsEmpty)
        {
            int type = BinaryPrimitives.ReadUInt16BigEndian(extensions);
            extensions = extensions[2..];
            found[type] = Take(ref extensions, 2).ToArray();
        }

        return new ClientHello(
            Numbers(suites),
            Numbers(found[SupportedGroups].AsSpan(2)),
            Numbers(found[SignatureAlgorithms].AsSpan(2)),
            Numbers(found[SupportedVersions].AsSpan(1)));
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> from, int lengthBytes)
    {
        int length = lengthBytes == 1 ? from[0] : BinaryPrimitives.ReadUInt16BigEndian(from);
        ReadOnlySpan<byte> taken = from.Slice(lengthBytes, length);
        from = from[(lengthBytes + length)..];
        return taken;
    }

    private static List<int> Numbers(ReadOnlySpan<byte> bytes)
    {
        List<int> numbers = [];
        for (int i = 0; i < bytes.Length; i += 2)
        {
            numbers.Add(BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]));
        }

        return numbers;
    }
}
