using System.Formats.Asn1;
using System.Security.Cryptography;
using Garita.IndependentReader.Cbor;
using Garita.IndependentReader.Cose;

namespace Garita.Firmware.Tests.Attacks;

/// <summary>
/// Writes envelopes, good and bad, by the draft and without our writer, signed by whoever is handed in: what is refused
/// then is refused by the parser, not for want of a signature.
/// </summary>
internal static class Forge
{
    private const byte Nil = 0xF6;
    private static readonly byte[] s_esp256 = [0xA1, 0x01, 0x28];

    /// <summary>An envelope around this manifest, whatever it is.</summary>
    public static byte[] Envelope(ReadOnlySpan<byte> manifest, params TestKey[] signers)
    {
        byte[] held = CborWriting.Bytes(manifest);
        byte[] digest = Digest(SHA256.HashData(held));
        return Envelope(Wrapper(digest, [.. signers.Select(key => Block(key, digest))]), held);
    }

    /// <summary>An envelope of these members; further ones are a key and a value each, encoded.</summary>
    public static byte[] Envelope(byte[] wrapper, byte[] manifest, params byte[][] more) =>
    [
        0xD8, 107, .. CborWriting.Head(CborKind.Map, (ulong)(2 + (more.Length / 2))),
        0x02, .. CborWriting.Bytes(wrapper), 0x03, .. manifest, .. more.SelectMany(part => part),
    ];

    /// <summary>The array of digest and blocks.</summary>
    public static byte[] Wrapper(byte[] digest, params byte[][] blocks) =>
    [
        .. CborWriting.Head(CborKind.Array, (ulong)(1 + blocks.Length)), .. CborWriting.Bytes(digest),
        .. blocks.SelectMany(block => CborWriting.Bytes(block)),
    ];

    /// <summary>SUIT_Digest with SHA-256.</summary>
    public static byte[] Digest(byte[] hash) => [0x82, 0x2F, .. CborWriting.Bytes(hash)];

    /// <summary>A COSE_Sign1; without a header of its own, one that says ESP256.</summary>
    public static byte[] Block(TestKey key, byte[] digest, byte[]? header = null, byte[]? unprotected = null)
    {
        byte[] signed = header ?? s_esp256;
        byte[] signature = Raw(key.Sign(CoseSign1.ToBeSigned(signed, digest)));
        return Block(signed, unprotected ?? [0xA0], [Nil], signature);
    }

    /// <summary>A COSE_Sign1 of these four parts.</summary>
    public static byte[] Block(byte[] header, byte[] unprotected, byte[] payload, byte[] signature) =>
        [0xD2, 0x84, .. CborWriting.Bytes(header), .. unprotected, .. payload, .. CborWriting.Bytes(signature)];

    /// <summary>r and s of 32 bytes each, from a signature in DER.</summary>
    public static byte[] Raw(byte[] der)
    {
        AsnReader reader = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        return [.. Number(reader), .. Number(reader)];
    }

    /// <summary>The manifest inside an envelope, without the head of its byte string.</summary>
    public static byte[] ManifestOf(ReadOnlyMemory<byte> envelope) =>
        CborDecoder.Decode(envelope).AsTagged(107).Get(3).AsBytes();

    private static byte[] Number(AsnReader reader)
    {
        byte[] number = [.. new byte[32], .. reader.ReadIntegerBytes().Span];
        return number[^32..];
    }
}
