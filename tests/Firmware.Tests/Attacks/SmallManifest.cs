using Garita.IndependentReader.Cbor;

namespace Garita.Firmware.Tests.Attacks;

/// <summary>The least manifest that is in order, written here byte by byte, and changes to it.</summary>
internal static class SmallManifest
{
    private const string SharedName = "shared";

    // Vendor, class, digest, size, and the two conditions on the first two.
    private static readonly byte[] s_shared =
    [
        0x86, 0x14, 0xA4, 0x01, .. Id(1), 0x02, .. Id(2),
        0x03, .. CborWriting.Bytes([0x82, 0x2F, .. CborWriting.Bytes(new byte[32])]), 0x0E, 0x19, 0x10, 0x00,
        0x01, 0x0F, 0x02, 0x0F,
    ];

    private static readonly byte[] s_install = [0x84, 0x15, 0x02, 0x03, 0x0F];

    public static byte[] Plain { get; } = Of(Common(1, s_shared), s_install);

    /// <summary>With this sequence in place of the shared one or of install.</summary>
    public static byte[] With(string section, byte[] sequence) => section == SharedName
        ? Of(Common(1, sequence), s_install)
        : Of(Common(1, s_shared), sequence);

    /// <summary>With a shared sequence and an install sequence of one's own, for some components.</summary>
    public static byte[] With(byte[] shared, byte[] install, int components = 1) =>
        Of(Common(components, shared), install);

    /// <summary>With a sequence number that takes eight bytes.</summary>
    public static byte[] WithSequence(ulong number) =>
    [
        0xA4, 0x01, 0x01, 0x02, .. CborWriting.Head(CborKind.Unsigned, number),
        0x03, .. CborWriting.Bytes(Common(1, s_shared)), 0x14, .. CborWriting.Bytes(s_install),
    ];

    public static byte[] WithComponents(int count) => Of(Common(count, s_shared), s_install);

    /// <summary>Without one of the members that every manifest has.</summary>
    public static byte[] Without(long key)
    {
        (CborItem Key, CborItem Value)[] kept =
            [.. CborDecoder.Decode(Plain).AsMap().Where(member => member.Key.AsInteger() != key)];
        return
        [
            .. CborWriting.Head(CborKind.Map, (ulong)kept.Length),
            .. kept.SelectMany(member => (byte[])[.. member.Key.Encoded.Span, .. member.Value.Encoded.Span]),
        ];
    }

    /// <summary>A sequence of one run-sequence.</summary>
    public static byte[] Run(byte[] sequence) => [0x82, 0x18, 0x20, .. CborWriting.Bytes(sequence)];

    /// <summary>A sequence of one try-each.</summary>
    public static byte[] TryEach(params byte[][] alternatives) =>
    [
        0x82, 0x0F, .. CborWriting.Head(CborKind.Array, (ulong)alternatives.Length),
        .. alternatives.SelectMany(alternative => CborWriting.Bytes(alternative)),
    ];

    /// <summary>A sequence of the same command many times.</summary>
    public static byte[] Repeat(byte[] command, int times) =>
    [
        .. CborWriting.Head(CborKind.Array, 2 * (ulong)times), .. Enumerable.Repeat(command, times).SelectMany(c => c),
    ];

    public static byte[] Text(int length) =>
        [.. CborWriting.Head(CborKind.Text, (ulong)length), .. Enumerable.Repeat((byte)'a', length)];

    private static byte[] Of(byte[] common, byte[] install) =>
        [0xA4, 0x01, 0x01, 0x02, 0x07, 0x03, .. CborWriting.Bytes(common), 0x14, .. CborWriting.Bytes(install)];

    private static byte[] Common(int components, byte[] shared) =>
    [
        0xA2, 0x02, .. CborWriting.Head(CborKind.Array, (ulong)components),
        .. Enumerable.Range(0, components).SelectMany(i => (byte[])[0x81, 0x41, (byte)i]),
        0x04, .. CborWriting.Bytes(shared),
    ];

    private static byte[] Id(byte number) => CborWriting.Bytes([.. Enumerable.Repeat(number, 16)]);
}
