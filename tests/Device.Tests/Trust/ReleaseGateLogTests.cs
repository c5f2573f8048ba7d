using Garita.Device.Trust;
using Garita.Firmware.Manifests;
using Garita.Merkle.Notes;

namespace Garita.Device.Tests.Trust;

public sealed class ReleaseGateLogTests : IDisposable
{
    private readonly TrustBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Release_without_a_log_proof_is_refused_unless_none_is_asked_for()
    {
        ReleaseOffer bare = _bench.Offer() with { LogProof = null };
        _bench.AssertRefused(GateRefusal.LogProofMissing, bare);
        ReleaseGate lenient = new(_bench.Store, TrustBench.Options with { RequireLogProof = false });
        GateVerdict verdict = lenient.Judge(bare);
        Assert.Equal(GateRefusal.None, verdict.Refusal);
        verdict.Release!.Dispose();

        // A proof that is there is checked all the same.
        ReleaseOffer broken = bare with { LogProof = new byte[] { 1 } };
        Assert.Equal(GateRefusal.LogProofRefused, lenient.Judge(broken).Refusal);
    }

    [Fact]
    public void Proof_of_another_release_is_refused()
    {
        ReleaseOffer other = _bench.Offer(sequence: 12);
        ReleaseOffer offer = _bench.Offer(sequence: 13) with { LogProof = other.LogProof };
        _bench.AssertRefused(GateRefusal.LogProofRefused, offer, nameof(LogRefusal.NotIncluded));
    }

    [Fact]
    public void Proof_of_a_log_that_is_not_trusted_is_refused()
    {
        using MakersLog stranger = new(_bench.Log.Key.Name);
        Envelope envelope = _bench.Envelope(TrustBench.Single());
        long index = stranger.Append(envelope.ManifestDigest);
        ReleaseOffer offer = _bench.Offer(envelope) with { LogProof = stranger.Prove(index) };
        _bench.AssertRefused(GateRefusal.LogProofRefused, offer, nameof(LogRefusal.NotSigned));
    }

    [Fact]
    public void Newest_checkpoint_is_kept_and_consistency_demanded()
    {
        _bench.Log.Grow(1);
        _bench.AssertAccepted(_bench.Offer(sequence: 11)).Dispose();
        SeenCheckpoint first = _bench.Store.Current.Seen(_bench.Log.Key.Name)!;
        Assert.Equal(_bench.Log.Size, first.Size);
        ReleaseOffer next = _bench.Offer(sequence: 12);
        _bench.AssertRefused(GateRefusal.LogInconsistent, next with { Consistency = [] });
        _bench.AssertRefused(
            GateRefusal.LogInconsistent, next with { Consistency = [.. next.Consistency.Reverse()] });
        _bench.AssertAccepted(next).Dispose();
        Assert.Equal(_bench.Log.Size, TrustStore.Open(_bench.Path).Current.Seen(_bench.Log.Key.Name)!.Size);
    }

    [Fact]
    public void Older_offer_is_taken_where_the_log_seen_contains_it_and_moves_nothing_back()
    {
        ReleaseOffer older = _bench.Offer(sequence: 11);
        long size = _bench.Log.Size;
        _bench.AssertAccepted(_bench.Offer(sequence: 12)).Dispose();
        SeenCheckpoint newest = _bench.Store.Current.Seen(_bench.Log.Key.Name)!;
        _bench.AssertRefused(GateRefusal.LogInconsistent, older);
        _bench.AssertAccepted(older with { Consistency = _bench.Log.Consistency(size) }).Dispose();
        Assert.Equal(newest, _bench.Store.Current.Seen(_bench.Log.Key.Name));
    }

    [Fact]
    public void Same_checkpoint_again_needs_no_proof()
    {
        ReleaseOffer offer = _bench.Offer();
        _bench.AssertAccepted(offer).Dispose();
        _bench.AssertAccepted(offer).Dispose();
    }

    [Fact]
    public void Too_few_witnesses_are_refused()
    {
        using TrustBench watched = new(witnesses: 1);
        Envelope envelope = watched.Envelope(TrustBench.Single());
        string few = nameof(LogRefusal.TooFewWitnesses);
        watched.AssertRefused(GateRefusal.LogProofRefused, watched.Offer(envelope, witnesses: 0), few);
        watched.AssertAccepted(watched.Offer(envelope, witnesses: 1)).Dispose();

        // The device may ask for more than the document, and not for fewer.
        ReleaseGate strict = new(watched.Store, TrustBench.Options with { MinWitnesses = 2 });
        Assert.Equal(few, strict.Judge(watched.Offer(envelope, witnesses: 1)).Detail);
        GateVerdict verdict = strict.Judge(watched.Offer(envelope, witnesses: 2));
        Assert.Equal(GateRefusal.None, verdict.Refusal);
        verdict.Release!.Dispose();
        ReleaseGate impossible = new(watched.Store, TrustBench.Options with { MinWitnesses = 3 });
        Assert.Equal(few, impossible.Judge(watched.Offer(envelope, witnesses: 2)).Detail);
    }
}
