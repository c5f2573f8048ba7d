using System.Text;
using Garita.Firmware.Manifests;
using Garita.Firmware.Manifests.Commands;
using Garita.Firmware.Tests.Attacks;
using Garita.IndependentReader.Cbor;

namespace Garita.Firmware.Tests.Processing;

/// <summary>Writes sequences command by command, and verified manifests around them.</summary>
internal static class Script
{
    private const byte True = 0xF5;
    private const byte False = 0xF4;
    private const byte Nil = 0xF6;

    public static byte[] Sequence(params byte[][] commands) =>
        [.. CborWriting.Head(CborKind.Array, (ulong)(2 * commands.Length)), .. commands.SelectMany(c => c)];

    /// <summary>A condition, or a directive without an argument of its own.</summary>
    public static byte[] Do(CommandCode code) => [.. Number((int)code), 0x0F];

    public static byte[] Select(params int[] components) =>
        [0x0C, .. components.Length == 1 ? Number(components[0]) : Array(components.Select(i => Number(i)))];

    public static byte[] SelectAll() => [0x0C, True];

    public static byte[] Run(byte[] sequence) => [.. Number((int)CommandCode.RunSequence), .. Bytes(sequence)];

    public static byte[] TryEach(params byte[][] alternatives) => [0x0F, .. Array(alternatives.Select(Bytes))];

    public static byte[] TryEachOrGoOn(params byte[][] alternatives) =>
        [0x0F, .. Array(alternatives.Select(Bytes).Append([Nil]))];

    public static byte[] Set(ParameterSet set)
    {
        (int Key, byte[]? Value)[] all =
        [
            (1, Uuid(set.Vendor)),
            (2, Uuid(set.Class)),
            (3, set.ImageDigest is { } digest ? Bytes(Forge.Digest(digest.ToArray())) : null),
            (5, set.Slot is { } slot ? Number(slot) : null),
            (13, set.SoftFailure is { } soft ? [soft ? True : False] : null),
            (14, set.ImageSize is { } size ? Number(size) : null),
            (21, set.Uri is { } uri ? Text(uri) : null),
            (22, set.SourceComponent is { } source ? Number(source) : null),
            (23, set.InvokeArguments is { } arguments ? Bytes(arguments.ToArray()) : null),
            (24, Uuid(set.Device)),
            (25, set.FetchArguments is { } fetch ? Bytes(fetch.ToArray()) : null),
        ];
        return [0x14, .. Map([.. all.Where(m => m.Value is not null).Select(m => (m.Key, m.Value!))])];
    }

    /// <summary>A verified manifest of these sequences, about components named 00, 01 and so on.</summary>
    public static VerifiedManifest Manifest(
        int components,
        byte[] shared,
        Dictionary<ManifestSection, byte[]> sections,
        params (string Uri, byte[] Payload)[] integrated)
    {
        byte[] common = Map(
            (2, Array(Enumerable.Range(0, components).Select(i => (byte[])[0x81, 0x41, (byte)i]))),
            (4, Bytes(shared)));
        byte[] manifest = Map(
        [
            (1, Number(1)), (2, Number(7)), (3, Bytes(common)),
            .. sections.OrderBy(s => s.Key).Select(s => ((int)s.Key, Bytes(s.Value))),
        ]);
        using TestKey key = new();
        byte[] held = Bytes(manifest);
        byte[] digest = Forge.Digest(Sha256Digest.Of(held).ToArray());
        byte[] envelope = Forge.Envelope(
            Forge.Wrapper(digest, Forge.Block(key, digest)),
            held,
            [.. integrated.SelectMany(p => (byte[][])[Text(p.Uri), Bytes(p.Payload)])]);

        bool good = VerifiedManifest.TryVerify(
            envelope, Samples.Trust(1, key), out VerifiedManifest? verified, out ManifestRefusal refusal);
        Assert.Equal((true, ManifestRefusal.None), (good, refusal));
        return verified!;
    }

    private static byte[] Number(long value) => CborWriting.Head(CborKind.Unsigned, (ulong)value);

    private static byte[] Bytes(byte[] value) => CborWriting.Bytes(value);

    private static byte[]? Uuid(Guid? value) => value is { } uuid ? Bytes(uuid.ToByteArray(bigEndian: true)) : null;

    private static byte[] Text(string value)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(value);
        return [.. CborWriting.Head(CborKind.Text, (ulong)utf8.Length), .. utf8];
    }

    private static byte[] Array(IEnumerable<byte[]> items)
    {
        byte[][] all = [.. items];
        return [.. CborWriting.Head(CborKind.Array, (ulong)all.Length), .. all.SelectMany(i => i)];
    }

    private static byte[] Map(params (int Key, byte[] Value)[] members) =>
    [
        .. CborWriting.Head(CborKind.Map, (ulong)members.Length),
        .. members.SelectMany(m => (byte[])[.. Number(m.Key), .. m.Value]),
    ];
}
