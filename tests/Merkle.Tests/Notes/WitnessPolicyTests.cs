using System.Security.Cryptography;
using Garita.Merkle.Notes;
using Garita.Merkle.Signatures;

namespace Garita.Merkle.Tests.Notes;

public sealed class WitnessPolicyTests : IDisposable
{
    private readonly Cosigner[] _witnesses = [TestKeys.Witness(1), TestKeys.Witness(2), TestKeys.Witness(3)];
    private readonly ECDsa _pair;
    private readonly SignedCheckpoint _checkpoint;

    public WitnessPolicyTests()
    {
        (_pair, NoteKey key) = TestKeys.Log();
        _checkpoint = _pair.Checkpoint(key, 7, TreeHash.Leaf([]));
    }

    public void Dispose()
    {
        _pair.Dispose();
        Array.ForEach(_witnesses, witness => witness.Dispose());
    }

    [Fact]
    public void As_many_witnesses_as_asked_for_are_needed()
    {
        SignedCheckpoint one = Cosigned(_checkpoint, 0);
        SignedCheckpoint two = Cosigned(one, 2);
        Assert.Equal(LogRefusal.None, Judge(_checkpoint, 0));
        Assert.Equal(LogRefusal.TooFewWitnesses, Judge(_checkpoint, 1));
        Assert.Equal(LogRefusal.None, Judge(one, 1));
        Assert.Equal(LogRefusal.TooFewWitnesses, Judge(one, 2));
        Assert.Equal(LogRefusal.None, Judge(two, 2));
        Assert.Equal(LogRefusal.TooFewWitnesses, Judge(two, 3));
    }

    [Fact]
    public void A_witness_that_signed_twice_counts_once()
    {
        SignedCheckpoint twice = Cosigned(_checkpoint, 0)
            .With(_witnesses[0].Cosign(_checkpoint, TestKeys.Time.AddHours(1)));
        Assert.Equal(3, twice.Note.Signatures.Count);
        Assert.Equal(LogRefusal.TooFewWitnesses, Judge(twice, 2));
    }

    [Fact]
    public void A_cosignature_of_a_stranger_or_of_another_checkpoint_does_not_count()
    {
        using Cosigner stranger = TestKeys.Witness(9);
        SignedCheckpoint other = _pair.Checkpoint(NoteKey.ForLog("log.example", _pair.ExportSubjectPublicKeyInfo())!, 8,
            TreeHash.Leaf([1]));
        Assert.Equal(
            LogRefusal.TooFewWitnesses, Judge(_checkpoint.With(stranger.Cosign(_checkpoint, TestKeys.Time)), 1));
        Assert.Equal(
            LogRefusal.BadSignature, Judge(_checkpoint.With(_witnesses[0].Cosign(other, TestKeys.Time)), 1));
    }

    [Fact]
    public void A_changed_time_is_refused()
    {
        NoteSignature line = _witnesses[0].Cosign(_checkpoint, TestKeys.Time);
        byte[] bytes = line.Bytes.ToArray();
        bytes[7] ^= 1;
        Assert.Equal(LogRefusal.BadSignature, Judge(_checkpoint.With(new(line.Name, line.KeyId, bytes)), 1));
        bytes[0] = 0x80;
        Assert.Equal(LogRefusal.BadSignature, Judge(_checkpoint.With(new(line.Name, line.KeyId, bytes)), 1));
    }

    [Fact]
    public void A_cosignature_from_the_future_does_not_count_where_there_is_a_clock()
    {
        SignedCheckpoint one = Cosigned(_checkpoint, 0);
        Assert.Equal(LogRefusal.TooFewWitnesses, Policy(1).Judge(one, TestKeys.Time.AddSeconds(-1), out _));
        Assert.Equal(LogRefusal.None, Policy(1).Judge(one, TestKeys.Time, out IReadOnlyList<Cosignature> found));
        Assert.Equal([new Cosignature("witness.example/w1", TestKeys.Time)], found);
        Assert.Equal(LogRefusal.None, Policy(1).Judge(one, null, out _));
    }

    [Fact]
    public void What_is_no_policy_is_refused()
    {
        NoteKey key = _witnesses[0].Key;
        Ed25519PublicKey same = TestKeys.Ed25519(1).PublicKey;
        Assert.Null(WitnessPolicy.Create([key], 2));
        Assert.Null(WitnessPolicy.Create([key], -1));
        Assert.Null(WitnessPolicy.Create([key, key], 1));
        Assert.Null(WitnessPolicy.Create([key, NoteKey.ForWitness("witness.example/again", same)], 1));
        Assert.Null(WitnessPolicy.Create([TestKeys.Log().Key], 1));
    }

    private SignedCheckpoint Cosigned(SignedCheckpoint checkpoint, int witness) =>
        checkpoint.With(_witnesses[witness].Cosign(checkpoint, TestKeys.Time));

    private WitnessPolicy Policy(int required) =>
        WitnessPolicy.Create([.. _witnesses.Select(witness => witness.Key)], required)!;

    private LogRefusal Judge(SignedCheckpoint checkpoint, int required) =>
        Policy(required).Judge(checkpoint, null, out _);
}
