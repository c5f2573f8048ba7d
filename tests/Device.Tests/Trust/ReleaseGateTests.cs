using Garita.Device.Trust;
using Garita.Firmware.Acceptance;
using Garita.Firmware.Building;
using Garita.Firmware.Chunks;
using Garita.Firmware.Manifests;

namespace Garita.Device.Tests.Trust;

public sealed class ReleaseGateTests : IDisposable
{
    private readonly TrustBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Good_release_is_accepted_and_its_chunks_are_checked()
    {
        using AcceptedRelease release = _bench.AssertAccepted(_bench.Offer());
        Assert.Equal(11UL, release.Manifest.Manifest.SequenceNumber);
        Assert.Null(release.Cipher);
        List<Merkle.MerkleHash> leaves = [];
        using ChunkTreeBuilder tree = new(1024, leaves.Add);
        tree.Append(TrustBench.Image);
        tree.Finish();
        VerifiedLeafList.TryVerify(
            release.Image.Chunks, leaves.SelectMany(l => l.ToArray()).ToArray(), out VerifiedLeafList? list);
        Assert.Equal(ChunkRefusal.None, release.Chunks.Check(1, TrustBench.Image.AsSpan(1024, 1024), list!));
    }

    [Fact]
    public void Manifest_of_one_image_refuses_the_chunks_of_another()
    {
        using AcceptedRelease release = _bench.AssertAccepted(_bench.Offer());
        byte[] other = [.. TrustBench.Image.Select(b => (byte)(b + 1))];
        List<Merkle.MerkleHash> leaves = [];
        using ChunkTreeBuilder tree = new(1024, leaves.Add);
        tree.Append(other);
        ChunkLayout layout = tree.Finish();
        byte[] bytes = [.. leaves.SelectMany(l => l.ToArray())];
        Assert.Equal(ChunkRefusal.NotInTree, VerifiedLeafList.TryVerify(release.Image.Chunks, bytes, out _));
        VerifiedLeafList.TryVerify(layout, bytes, out VerifiedLeafList? list);
        Merkle.MerkleHash[] proof = new ChunkProver(list!).Prove(0, 1);
        Assert.Equal(ChunkRefusal.NotInTree, release.Chunks.Check(0, other.AsSpan(..1024), proof));
    }

    [Fact]
    public void Key_that_a_newer_trust_document_dropped_signs_no_release()
    {
        byte[] second = _bench.Sign(_bench.Document(2, _bench.Release[1]));
        _bench.AssertAccepted(_bench.Offer()).Dispose();
        ReleaseOffer revoked = _bench.Offer() with { TrustDocuments = [second] };
        _bench.AssertRefused(GateRefusal.ManifestRefused, revoked, nameof(ManifestRefusal.WrongSignature));

        // The document stays although the release that brought it was refused, and over a restart.
        ReleaseOffer later = revoked with { TrustDocuments = [] };
        _bench.AssertRefused(GateRefusal.ManifestRefused, later, nameof(ManifestRefusal.WrongSignature));
        Assert.Equal(2, TrustStore.Open(_bench.Path).Current.Document.Version);
        Envelope renewed = _bench.Envelope(TrustBench.Single(), _bench.Release[1]);
        _bench.AssertAccepted(_bench.Offer(renewed)).Dispose();
    }

    [Fact]
    public void Older_trust_document_replayed_changes_nothing()
    {
        byte[] first = _bench.Store.Current.Document.Encoded.ToArray();
        byte[] second = _bench.Sign(_bench.Document(2, _bench.Release[1]));
        _bench.AssertRefused(
            GateRefusal.ManifestRefused,
            _bench.Offer() with { TrustDocuments = [second, first] },
            nameof(ManifestRefusal.WrongSignature));
        Assert.Equal(2, _bench.Store.Current.Document.Version);
    }

    [Fact]
    public void Device_that_missed_documents_takes_the_chain_in_order()
    {
        ReadOnlyMemory<byte>[] chain = new ReadOnlyMemory<byte>[4];
        for (int i = 0; i < chain.Length; i++)
        {
            chain[i] = _bench.Sign(_bench.Document(i + 1, _bench.Release[0]));
        }

        ReleaseOffer gap = _bench.Offer() with { TrustDocuments = chain[2..] };
        _bench.AssertRefused(GateRefusal.TrustDocumentRefused, gap, nameof(Firmware.Trust.TrustRefusal.VersionSkipped));
        _bench.AssertAccepted(_bench.Offer() with { TrustDocuments = chain }).Dispose();
        Assert.Equal(4, _bench.Store.Current.Document.Version);
    }

    [Fact]
    public void Trust_document_below_the_threshold_is_refused_and_forgotten()
    {
        byte[] weak = _bench.Sign(_bench.Document(2, _bench.Release[2]), signers: 1);
        ReleaseOffer offer = _bench.Offer(_bench.Envelope(TrustBench.Single(), _bench.Release[2]));
        _bench.AssertRefused(
            GateRefusal.TrustDocumentRefused,
            offer with { TrustDocuments = [weak] },
            nameof(Firmware.Trust.TrustRefusal.BelowPreviousThreshold));
        Assert.Equal(1, _bench.Store.Current.Document.Version);
    }

    [Fact]
    public void Release_below_the_threshold_or_twice_by_one_key_is_refused()
    {
        Firmware.Trust.TrustDocument strict = _bench.Document(2, _bench.Release) with
        {
            Release = Firmware.Trust.TrustRole.TryCreate(2, _bench.Release.Select(r => r.PublicKey))!,
        };
        ReadOnlyMemory<byte>[] documents = [_bench.Sign(strict)];
        Envelope once = _bench.Envelope(TrustBench.Single());
        Envelope twice = _bench.Envelope(TrustBench.Single(), _bench.Release[0], _bench.Release[0]);
        foreach (Envelope envelope in new[] { once, twice })
        {
            _bench.AssertRefused(
                GateRefusal.ManifestRefused,
                _bench.Offer(envelope) with { TrustDocuments = documents },
                nameof(ManifestRefusal.BelowThreshold));
        }

        Envelope both = _bench.Envelope(TrustBench.Single(), _bench.Release[0], _bench.Release[2]);
        _bench.AssertAccepted(_bench.Offer(both)).Dispose();
    }

    [Fact]
    public void Too_many_trust_documents_are_refused_unread()
    {
        ReadOnlyMemory<byte>[] many = [.. Enumerable.Repeat(ReadOnlyMemory<byte>.Empty, 33)];
        _bench.AssertRefused(GateRefusal.TooManyTrustDocuments, _bench.Offer() with { TrustDocuments = many });
    }

    [Fact]
    public void Other_vendor_class_sequence_and_epoch_have_their_reasons()
    {
        SingleImage good = TrustBench.Single();
        AssertUnfit(ReleaseRefusal.OtherVendor, Offer(good with { Vendor = NameUuid.Vendor("example.org") }));
        Guid otherClass = NameUuid.Class(TrustBench.Vendor, "thermostat-3");
        AssertUnfit(ReleaseRefusal.OtherClass, Offer(good with { Class = otherClass }));
        AssertUnfit(ReleaseRefusal.OlderSequence, _bench.Offer(sequence: 9));
        AssertUnfit(ReleaseRefusal.EpochBelowFloor, _bench.Offer(epoch: 2));

        // The same sequence number is the same release applied again.
        _bench.AssertAccepted(_bench.Offer(sequence: 10)).Dispose();
        _bench.AssertAccepted(_bench.Offer(sequence: long.MaxValue, epoch: uint.MaxValue)).Dispose();
    }

    [Fact]
    public void Image_larger_than_the_slot_is_refused()
    {
        using TrustBench small = new(TrustBench.Options with { SlotSize = TrustBench.Single().Size - 1 });
        small.AssertRefused(GateRefusal.ReleaseUnfit, small.Offer(), nameof(ReleaseRefusal.ImageTooLarge));

        using TrustBench exact = new(TrustBench.Options with { SlotSize = TrustBench.Single().Size });
        exact.AssertAccepted(exact.Offer()).Dispose();
    }

    [Fact]
    public void Floors_rise_on_confirm_alone()
    {
        AcceptedRelease trial = _bench.AssertAccepted(_bench.Offer(sequence: 20, epoch: 7));
        Assert.Equal((3U, 10UL), (_bench.Store.Current.EpochFloor, _bench.Store.Current.SequenceFloor));

        // The trial failed: the image before it may be installed again.
        _bench.AssertAccepted(_bench.Offer(sequence: 10, epoch: 3)).Dispose();
        _bench.Gate.Confirm(trial.Manifest);
        Assert.Equal((7U, 20UL), (_bench.Store.Current.EpochFloor, _bench.Store.Current.SequenceFloor));
        AssertUnfit(ReleaseRefusal.OlderSequence, _bench.Offer(sequence: 19, epoch: 7));
        AssertUnfit(ReleaseRefusal.EpochBelowFloor, _bench.Offer(sequence: 21, epoch: 6));
        trial.Dispose();
    }

    [Fact]
    public void Confirmed_release_may_be_applied_again_and_no_other_with_its_number()
    {
        Envelope confirmed = _bench.Envelope(TrustBench.Single(sequence: 20));
        AcceptedRelease release = _bench.AssertAccepted(_bench.Offer(confirmed));
        _bench.Gate.Confirm(release.Manifest);
        Assert.Equal(confirmed.ManifestDigest, TrustStore.Open(_bench.Path).Current.ConfirmedManifest);
        _bench.AssertAccepted(_bench.Offer(confirmed)).Dispose();
        SingleImage other = TrustBench.Single(sequence: 20) with { Version = "1.0.1" };
        AssertUnfit(ReleaseRefusal.SequenceReused, Offer(other));
        release.Dispose();
    }

    [Fact]
    public void Envelope_that_is_none_is_refused()
    {
        ReleaseOffer offer = _bench.Offer();
        _bench.AssertRefused(
            GateRefusal.ManifestRefused,
            offer with { Envelope = new byte[] { 1 } },
            nameof(ManifestRefusal.NotAnEnvelope));
        byte[] changed = offer.Envelope.ToArray();
        changed[^1] ^= 1;
        _bench.AssertRefused(
            GateRefusal.ManifestRefused, offer with { Envelope = changed }, nameof(ManifestRefusal.DigestMismatch));
    }

    private void AssertUnfit(ReleaseRefusal reason, ReleaseOffer offer) =>
        _bench.AssertRefused(GateRefusal.ReleaseUnfit, offer, reason.ToString());

    private ReleaseOffer Offer(SingleImage image) => _bench.Offer(_bench.Envelope(image));
}
