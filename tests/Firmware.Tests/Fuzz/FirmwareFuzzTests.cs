using Garita.Firmware.Cbor;
using Garita.Firmware.Chunks;
using Garita.Firmware.Cose;
using Garita.Firmware.Encryption;
using Garita.Firmware.Manifests;
using Garita.Firmware.Tests.Attacks;
using Garita.Firmware.Trust;
using Garita.IndependentReader.Cbor;
using Garita.IndependentReader.Suit;
using Garita.TestKit;
using SecondDocument = Garita.IndependentReader.Trust.TrustDocument;
using SecondPacket = Garita.IndependentReader.Chunks.ChunkPacket;

namespace Garita.Firmware.Tests.Fuzz;

/// <summary>
/// Changes the inputs in <c>corpus</c> and holds each reader to its promises: no exception, memory in proportion to the
/// input, one refusal or one result, and nothing that the second reader calls unreadable.
/// </summary>
public sealed class FirmwareFuzzTests : IDisposable
{
    private const long Allowance = 256 * 1024;
    private const int PerByte = 64;

    private readonly TestKey _key = new();
    private readonly ReleaseKeys _trust;

    public FirmwareFuzzTests() => _trust = Samples.Trust(1, _key);

    public static TheoryData<string> Readers => ["cbor", "cose", "envelope", "manifest", "trust", "packet", "offer"];

    public void Dispose() => _key.Dispose();

    [Theory]
    [MemberData(nameof(Readers))]
    public void Changed_inputs_break_no_promise(string reader) => FuzzRun.Run(
        RepositoryRoot.File("tests/Firmware.Tests/Fuzz/corpus", reader), bytes => Bounded(bytes, JudgeOf(reader)));

    private Func<byte[], bool> JudgeOf(string reader) => reader switch
    {
        "cbor" => Cbor,
        "cose" => Cose,
        "envelope" => EnvelopeAlone,
        "manifest" => SignedManifest,
        "trust" => Trust,
        "packet" => Packet,
        _ => Offer,
    };

    private static bool Bounded(byte[] bytes, Func<byte[], bool> judge)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool accepted = judge(bytes);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        long permitted = Allowance + (PerByte * (long)bytes.Length * (accepted ? 8 : 1));
        Assert.True(allocated <= permitted, $"{allocated} bytes allocated for {bytes.Length}");
        return accepted;
    }

    private static bool Cbor(byte[] bytes)
    {
        StrictCborReader reader = new(bytes);
        bool read = reader.TrySkip(out _) && reader.AtEnd;
        if (read)
        {
            CborDecoder.Decode(bytes);
        }

        return read;
    }

    private static bool Cose(byte[] bytes)
    {
        CoseRefusal refusal = CoseSign1.TryParse(bytes, out CoseSign1? sign1);
        Assert.Equal(refusal == CoseRefusal.None, sign1 is not null);
        return sign1 is not null;
    }

    private bool EnvelopeAlone(byte[] bytes)
    {
        Assert.NotEqual(ManifestRefusal.None, Verdict.Of(bytes, _trust));
        return Envelope.TryParse(bytes, out _) == ManifestRefusal.None;
    }

    private bool SignedManifest(byte[] bytes)
    {
        byte[] envelope = Forge.Envelope(bytes, _key);
        if (Verdict.Of(envelope, _trust, out VerifiedManifest? verified) != ManifestRefusal.None)
        {
            return false;
        }

        SuitManifest second = SuitEnvelope.Read(envelope).Manifest;
        Assert.Equal(second.SequenceNumber, verified!.Manifest.SequenceNumber);
        if (verified.Image is { } image)
        {
            Assert.Equal(image.Digest.ToArray(), ImageRelease.Read(second).ImageDigest);
        }

        return true;
    }

    private static bool Trust(byte[] bytes)
    {
        TrustRefusal refusal = SignedTrustDocument.TryRead(bytes, out SignedTrustDocument? document);
        Assert.Equal(refusal == TrustRefusal.None, document is not null);
        if (document is not null)
        {
            Assert.Equal((ulong)document.Content.Version, SecondDocument.Read(bytes).Version);
            VerifiedTrustDocument.TryPin(bytes, out _);
        }

        return document is not null;
    }

    private static bool Packet(byte[] bytes)
    {
        ChunkRefusal refusal = ChunkPacket.TryRead(bytes, out ChunkPacket? packet);
        Assert.Equal(refusal == ChunkRefusal.None, packet is not null);
        if (packet is not null)
        {
            Assert.Equal(bytes, packet.Encode());
            Assert.Equal((ulong)packet.First, SecondPacket.Read(bytes).First);
        }

        return packet is not null;
    }

    private static bool Offer(byte[] bytes)
    {
        KeyOfferRefusal refusal = KeyOffer.TryRead(bytes, out KeyOffer? offer);
        Assert.Equal(refusal == KeyOfferRefusal.None, offer is not null);
        return offer is not null;
    }
}
