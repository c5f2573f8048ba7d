using Garita.Device.Trust;
using Garita.Firmware;
using Garita.Firmware.Building;
using Garita.Firmware.Chunks;
using Garita.Firmware.Manifests;
using Garita.Firmware.Trust;
using Garita.Merkle.Notes;
using Garita.TestKit;

namespace Garita.Device.Tests.Trust;

/// <summary>A maker with its keys and log, and a device that was provisioned by it.</summary>
internal sealed class TrustBench : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public TrustBench(ReleaseGateOptions? options = null, int witnesses = 0)
    {
        Witnesses = Log.Policy(witnesses);
        Store = TrustStore.Provision(_directory.Path, Sign(Document(1, Release[0], Release[1])), 3, 10);
        Gate = new ReleaseGate(Store, options ?? Options);
    }

    public static ReleaseGateOptions Options { get; } = new()
    {
        Vendor = Vendor,
        Class = Class,
        SlotSize = 1024 * 1024,
    };

    public static Guid Vendor => NameUuid.Vendor("example.com");

    public static Guid Class => NameUuid.Class(Vendor, "thermostat-2");

    public static byte[] Image { get; } = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 31))];

    public SigningPair[] Root { get; } = [new(), new(), new()];

    public SigningPair[] Release { get; } = [new(), new(), new()];

    public MakersLog Log { get; } = new();

    public WitnessPolicy Witnesses { get; }

    public TrustStore Store { get; }

    public ReleaseGate Gate { get; }

    public string Path => _directory.Path;

    /// <summary>A document in which any of these may sign a release.</summary>
    public TrustDocument Document(int version, params SigningPair[] release) => new()
    {
        Version = version,
        Root = TrustRole.TryCreate(2, Root.Select(r => r.PublicKey))!,
        Release = TrustRole.TryCreate(1, release.Select(r => r.PublicKey))!,
        Logs = [Log.Key],
        Witnesses = Witnesses,
    };

    public byte[] Sign(TrustDocument document, int signers = 2)
    {
        byte[] bytes = document.Encode();
        return SignedTrustDocument.Assemble(
            bytes, [.. Root[..signers].Select(r => SignedTrustDocument.Sign(bytes, r))]);
    }

    public static SingleImage Single(ulong sequence = 11, uint epoch = 3)
    {
        using ChunkTreeBuilder tree = new(1024);
        tree.Append(Image);
        return new SingleImage
        {
            SequenceNumber = sequence,
            Vendor = Vendor,
            Class = Class,
            Digest = Sha256Digest.Of(Image),
            Size = Image.Length,
            Chunks = tree.Finish(),
            Epoch = epoch,
            Version = "1.0.0",
        };
    }

    public Envelope Envelope(SingleImage image, params SigningPair[] signers) =>
        (signers.Length == 0 ? [Release[0]] : signers)
        .Aggregate(ManifestBuilder.Build(image), (envelope, signer) => envelope.Sign(signer));

    /// <summary>A release in the log with everything that a device asks for.</summary>
    public ReleaseOffer Offer(Envelope envelope, int witnesses = 0)
    {
        long index = Log.Append(envelope.ManifestDigest);
        Log.Grow(3);
        long seen = Store.Current.Seen(Log.Key.Name)?.Size ?? 0;
        return new ReleaseOffer
        {
            Envelope = envelope.Bytes,
            LogProof = Log.Prove(index, witnesses),
            Consistency = seen == 0 ? [] : Log.Consistency(seen),
        };
    }

    public ReleaseOffer Offer(ulong sequence = 11, uint epoch = 3) => Offer(Envelope(Single(sequence, epoch)));

    public void AssertRefused(GateRefusal expected, ReleaseOffer offer, string detail = "")
    {
        SeenCheckpoint? before = Store.Current.Seen(Log.Key.Name);
        GateVerdict verdict = Gate.Judge(offer);
        Assert.Equal((expected, detail), (verdict.Refusal, verdict.Detail));
        Assert.Null(verdict.Release);
        Assert.Equal(before, Store.Current.Seen(Log.Key.Name));
    }

    public AcceptedRelease AssertAccepted(ReleaseOffer offer)
    {
        GateVerdict verdict = Gate.Judge(offer);
        Assert.Equal((GateRefusal.None, string.Empty), (verdict.Refusal, verdict.Detail));
        return verdict.Release!;
    }

    public void Dispose()
    {
        Array.ForEach([.. Root, .. Release], k => k.Dispose());
        Log.Dispose();
        _directory.Dispose();
    }
}
