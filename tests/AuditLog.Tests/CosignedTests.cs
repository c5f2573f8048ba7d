using Garita.AuditLog.Entries;
using Garita.AuditLog.Witnessing;
using Garita.Durable;
using Garita.Merkle.Notes;
using Garita.Merkle.Signatures;
using Garita.TestKit;

namespace Garita.AuditLog.Tests;

public sealed class CosignedTests : IDisposable
{
    private readonly LogScene _scene = new();
    private readonly TemporaryDirectory _memory = new();
    private readonly ManualTimeProvider _time = new();
    private readonly Cosigner _cosigner =
        new("witness.example/w1", Ed25519PrivateKey.FromSeed([.. Enumerable.Repeat((byte)7, 32)]));

    private WitnessPolicy One => WitnessPolicy.Create([_cosigner.Key], 1)!;

    public void Dispose()
    {
        _cosigner.Dispose();
        _memory.Dispose();
        _scene.Dispose();
    }

    [Fact]
    public async Task A_log_and_its_witness_make_proofs_that_ask_for_witnesses()
    {
        using (TransparencyLog log = await _scene.OpenWithAsync(4))
        {
            Witness witness = Witness(log);
            Assert.Equal(LogRefusal.TooFewWitnesses, log.AddCosigned(log.Checkpoint.Note, One));
            Assert.Null(log.ProveCosigned(3));
            Assert.Equal(LogRefusal.None, Cosign(log, witness, 0));
            await LogScene.FillAsync(log, 4, 9);
            Assert.Null(log.ProveCosigned(6));
            Assert.Equal(LogRefusal.None, Cosign(log, witness, 4));
            Assert.Equal(LogRefusal.None, Verify(log, log.ProveCosigned(6)!));
            Assert.Equal(LogRefusal.TooFewWitnesses, Verify(log, log.Prove(6)));
        }

        using TransparencyLog again = _scene.Open();
        Assert.Equal(LogRefusal.None, Verify(again, again.ProveCosigned(6)!));
    }

    [Fact]
    public async Task A_witness_answers_as_the_protocol_says()
    {
        using TransparencyLog log = await _scene.OpenWithAsync(4);
        Witness witness = Witness(log);
        WitnessRequest first = new(0, [], log.Checkpoint.Note);
        Assert.Equal(WitnessStatus.BadRequest, witness.Add("old"u8).Status);
        WitnessAnswer good = witness.Add(first.Encode());
        Assert.Equal((WitnessStatus.Cosigned, 4), (good.Status, good.Size));
        WitnessAnswer late = witness.Add(first.Encode());
        Assert.Equal((WitnessStatus.Conflict, 4), (late.Status, late.Size));

        // The same checkpoint again, under the right old size.
        Assert.Equal(
            WitnessStatus.Cosigned, witness.Add(new WitnessRequest(4, [], log.Checkpoint.Note).Encode()).Status);
        SignedNote older = log.Checkpoint.Note;
        await LogScene.FillAsync(log, 4, 9);
        Assert.Equal(
            WitnessStatus.NotConsistent,
            witness.Add(new WitnessRequest(4, log.ProveConsistency(3, 9), log.Checkpoint.Note).Encode()).Status);
        Assert.Equal(
            WitnessStatus.Cosigned,
            witness.Add(new WitnessRequest(4, log.ProveConsistency(4, 9), log.Checkpoint.Note).Encode()).Status);
        Assert.Equal(WitnessStatus.BadRequest, witness.Add(new WitnessRequest(9, [], older).Encode()).Status);
    }

    [Fact]
    public async Task A_witness_that_was_restarted_does_not_cosign_a_second_history()
    {
        using TransparencyLog log = await _scene.OpenWithAsync(4);
        Assert.Equal(LogRefusal.None, Cosign(log, Witness(log), 0));

        // The same key signs another tree of the same size, and of a larger one.
        using LogScene other = new() { Key = _scene.Key };
        using TransparencyLog fork = other.Open();
        for (int number = 0; number < 4; number++)
        {
            await fork.AppendAsync(LogScene.Entry(number + 100));
        }

        Witness again = Witness(log);
        Assert.Equal(
            WitnessStatus.Conflict, again.Add(new WitnessRequest(4, [], fork.Checkpoint.Note).Encode()).Status);
        await fork.AppendAsync(LogScene.Entry(0));
        Assert.Equal(
            WitnessStatus.NotConsistent,
            again.Add(new WitnessRequest(4, fork.ProveConsistency(4, 5), fork.Checkpoint.Note).Encode()).Status);
        Assert.Equal(LogRefusal.NotConsistent, log.AddCosigned(fork.Checkpoint.Note, WitnessPolicy.None));
    }

    [Fact]
    public async Task A_witness_knows_its_logs_and_their_keys()
    {
        using TransparencyLog log = await _scene.OpenWithAsync(2);
        using TestSigningKey stranger = new();
        NoteKey other = NoteKey.ForLog("log.example", stranger.PublicKey.SubjectPublicKeyInfo.Span)!;
        byte[] request = new WitnessRequest(0, [], log.Checkpoint.Note).Encode();
        Assert.Equal(WitnessStatus.NotSigned, Witness(other).Add(request).Status);
        NoteKey elsewhere = NoteKey.ForLog("elsewhere.example", stranger.PublicKey.SubjectPublicKeyInfo.Span)!;
        Assert.Equal(WitnessStatus.UnknownLog, Witness(elsewhere).Add(request).Status);
    }

    private Witness Witness(TransparencyLog log) => Witness(log.Key);

    private Witness Witness(NoteKey key) => new(
        Path.Combine(_memory.Path, key.KeyId.ToString("x8", null)), _cosigner, [key], new DurableFiles(), _time);

    private LogRefusal Cosign(TransparencyLog log, Witness witness, long old)
    {
        SignedCheckpoint checkpoint = log.Checkpoint;
        WitnessRequest request = new(
            old, old == 0 ? [] : log.ProveConsistency(old, checkpoint.Size), checkpoint.Note);
        WitnessAnswer answer = witness.Add(request.Encode());
        Assert.Equal(WitnessStatus.Cosigned, answer.Status);
        return log.AddCosigned(checkpoint.Note.With(answer.Cosignature!), One);
    }

    private LogRefusal Verify(TransparencyLog log, TlogProof proof) => proof.Verify(
        ReleaseEntry.LeafOf(LogScene.Digest(6)), log.Key, One, null, out _);
}
