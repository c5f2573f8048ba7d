using System.Security.Cryptography;
using System.Formats.Cbor;
using Garita.Firmware.Trust;
using Garita.Merkle.Notes;
using Garita.Merkle.Signatures;

namespace Garita.Firmware.Tests.Trust;

public sealed class TrustDocumentTests : IDisposable
{
    private readonly TestKey _root = new();
    private readonly TestKey _other = new();

    [Fact]
    public void Document_with_everything_reads_back()
    {
        TrustDocument full = Full();
        byte[] encoded = full.Encode();
        Assert.Equal(TrustRefusal.None, TrustDocument.TryRead(encoded, out TrustDocument? read));
        Assert.Equal(full.Version, read!.Version);
        Assert.Equal(encoded, read.Encode());
        Assert.Equal("garita.example/log", Assert.Single(read.Logs).Name);
        Assert.Equal((1, 2), (read.Witnesses.Required, read.Witnesses.Witnesses.Count));
        Assert.Equal("commands", Assert.Single(read.Messages).Purpose);
    }

    [Fact]
    public void Largest_document_fits_its_limit()
    {
        TestKey[] keys = [.. Enumerable.Range(0, TrustLimits.MaxKeys).Select(_ => new TestKey())];
        TrustRole all = TrustSamples.Role(TrustLimits.MaxKeys, keys);
        TrustDocument largest = new()
        {
            Version = int.MaxValue,
            Root = all,
            Release = all,
            Logs = [.. keys[..TrustLimits.MaxLogs].Select((k, i) => Log($"log-{i}.example", k))],
            Witnesses = Policy(TrustLimits.MaxKeys, [.. keys.Select((_, i) => Witness($"witness-{i}.example"))]),
            Messages = [.. keys.Select((k, i) => new MessageKey($"purpose-{i}", k.PublicKey))],
        };
        byte[] signed = TrustSamples.Sign(largest, [.. keys, .. keys]);
        Assert.InRange(signed.Length, 1, TrustLimits.MaxLength);
        Assert.Equal(TrustRefusal.None, VerifiedTrustDocument.TryPin(signed, out _));
        Array.ForEach(keys, k => k.Dispose());
    }

    [Fact]
    public void Every_cut_and_every_byte_more_is_refused()
    {
        byte[] document = Full().Encode();
        byte[] signed = TrustSamples.Sign(Full(), _root);
        for (int length = 0; length < signed.Length; length++)
        {
            Assert.NotEqual(TrustRefusal.None, SignedTrustDocument.TryRead(signed.AsSpan(..length), out _));
        }

        for (int length = 0; length < document.Length; length++)
        {
            Assert.NotEqual(TrustRefusal.None, TrustDocument.TryRead(document.AsSpan(..length), out _));
        }

        Assert.Equal(TrustRefusal.Malformed, TrustDocument.TryRead([.. document, 0], out _));
        Assert.Equal(TrustRefusal.Malformed, SignedTrustDocument.TryRead([.. signed, 0], out _));
    }

    [Fact]
    public void Each_fault_has_its_reason()
    {
        byte[] good = Full().Encode();
        Assert.Equal(TrustRefusal.UnknownFormat, Refusal(good, 2, 2));
        Assert.Equal(TrustRefusal.Malformed, Refusal(good, 4, 0));
        Assert.Equal(TrustRefusal.TooLong, TrustDocument.TryRead(new byte[TrustLimits.MaxLength + 1], out _));

        // Root: a threshold of none, of more than there are keys, and a point that is not on the curve.
        Assert.Equal(TrustRefusal.InvalidKeys, Refusal(good, 7, 0));
        Assert.Equal(TrustRefusal.InvalidKeys, Refusal(good, 7, 3));
        Assert.Equal(TrustRefusal.InvalidKeys, Refusal(good, 20, (byte)(good[20] ^ 1)));
    }

    [Fact]
    public void Keys_and_names_stand_once()
    {
        MessageKey message = new("commands", _root.PublicKey);
        TrustDocument twice = Full() with { Messages = [message, message] };
        Assert.Throws<ArgumentException>(twice.Encode);
        Assert.Throws<ArgumentException>((Full() with { Logs = [Log("a", _root), Log("a", _root)] }).Encode);
        Assert.Throws<ArgumentException>((Full() with { Messages = [new("a\nb", _root.PublicKey)] }).Encode);
        Assert.Throws<ArgumentException>((Full() with { Messages = [new(string.Empty, _root.PublicKey)] }).Encode);
    }

    [Fact]
    public void Signature_that_is_none_is_refused_by_name()
    {
        byte[] document = Full().Encode();
        Assert.Equal(TrustRefusal.InvalidSignature, Signed(document, [0x01]));
        CborWriter attached = new(CborConformanceMode.Canonical);
        byte[] block = SignedTrustDocument.Sign(document, _root);
        attached.WriteEncodedValue(block);
        byte[] withPayload = [.. block[..7], 0x41, 0x00, .. block[8..]];
        Assert.Equal(0xF6, block[7]);
        Assert.Equal(TrustRefusal.InvalidSignature, Signed(document, withPayload));
        Assert.Equal(TrustRefusal.Malformed, Signed(document));
        Assert.Equal(TrustRefusal.Malformed, Signed(document, [.. Enumerable.Repeat(block, 33)]));
    }

    public void Dispose()
    {
        _root.Dispose();
        _other.Dispose();
    }

    private static TrustRefusal Refusal(byte[] good, int at, byte value)
    {
        byte[] changed = [.. good];
        changed[at] = value;
        return TrustDocument.TryRead(changed, out _);
    }

    private static TrustRefusal Signed(byte[] document, params byte[][] blocks) =>
        SignedTrustDocument.TryRead(SignedTrustDocument.Assemble(document, blocks), out _);

    private static NoteKey Witness(string name)
    {
        using Ed25519PrivateKey key = Ed25519PrivateKey.FromSeed(RandomNumberGenerator.GetBytes(32));
        return NoteKey.ForWitness(name, key.PublicKey);
    }

    private static WitnessPolicy Policy(int required, params NoteKey[] witnesses) =>
        WitnessPolicy.Create(witnesses, required)!;

    private static NoteKey Log(string origin, TestKey key) =>
        NoteKey.ForLog(origin, key.PublicKey.SubjectPublicKeyInfo.Span)!;

    private TrustDocument Full() => new()
    {
        Version = 9,
        Root = TrustSamples.Role(1, _root, _other),
        Release = TrustSamples.Role(2, _root, _other),
        Logs = [Log("garita.example/log", _other)],
        Witnesses = Policy(1, Witness("one.example"), Witness("two.example")),
        Messages = [new MessageKey("commands", _other.PublicKey)],
    };
}
