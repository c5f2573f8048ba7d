using Garita.AuditLog.Entries;
using Garita.AuditLog.Verification;
using Garita.Merkle;
using Garita.Merkle.Notes;

namespace Garita.AuditLog.Tests;

public sealed class TransparencyLogTests : IDisposable
{
    private readonly LogScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_new_log_signs_for_nothing()
    {
        using TransparencyLog log = _scene.Open();
        Assert.Equal(0, log.Checkpoint.Size);
        Assert.Equal(TreeHash.Empty, log.Checkpoint.Root);
        Assert.Empty(log.Read(0, 10));
    }

    [Fact]
    public async Task Every_entry_is_read_back_proved_and_covered()
    {
        using TransparencyLog log = await _scene.OpenWithAsync(20);
        Assert.Equal(20, log.Checkpoint.Size);
        List<StoredEntry> entries = [.. log.Read(0, 100)];
        Assert.Equal(20, entries.Count);
        foreach (StoredEntry entry in entries)
        {
            Assert.Equal(LogScene.Entry((int)entry.Index), entry.Entry);
            LogRefusal refusal = log.Prove(entry.Index).Verify(
                TreeHash.Leaf(EntryFormat.Encode(entry.Entry!)), log.Key, WitnessPolicy.None, null, out _);
            Assert.Equal(LogRefusal.None, refusal);
        }

        Assert.Equal([18, 19], log.Read(18, 5).Select(entry => entry.Index));
    }

    [Fact]
    public async Task A_device_needs_the_manifest_digest_the_proof_and_the_key_alone()
    {
        using TransparencyLog log = await _scene.OpenWithAsync(20);
        NoteKey key = NoteKey.Parse(log.Key.ToString())!;
        Assert.Equal(LogRefusal.None, TlogProof.TryParse(log.Prove(3).Encode(), out TlogProof? proof));
        Assert.Equal(
            LogRefusal.None,
            proof!.Verify(ReleaseEntry.LeafOf(LogScene.Digest(3)), key, WitnessPolicy.None, null, out _));
        Assert.Equal(
            LogRefusal.NotIncluded,
            proof.Verify(ReleaseEntry.LeafOf(LogScene.Digest(6)), key, WitnessPolicy.None, null, out _));
    }

    [Fact]
    public async Task A_log_opened_again_goes_on_where_it_was()
    {
        SignedCheckpoint before;
        using (TransparencyLog log = await _scene.OpenWithAsync(5))
        {
            before = log.Checkpoint;
        }

        using TransparencyLog again = _scene.Open();
        Assert.Equal(before.Encode(), again.Checkpoint.Encode());
        await LogScene.FillAsync(again, 5, 9);
        Assert.True(ConsistencyProof.Verify(
            5, before.Root, 9, again.Checkpoint.Root, again.ProveConsistency(5, 9)));
    }

    [Fact]
    public async Task Many_appends_at_once_share_their_checkpoints()
    {
        using TransparencyLog log = _scene.Open();
        Task<long>[] appends = [.. Enumerable.Range(0, 200).AsParallel().WithDegreeOfParallelism(8)
            .Select(number => log.AppendAsync(new ReleaseEntry(LogScene.Digest(number))))];
        long[] indices = await Task.WhenAll(appends).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(Enumerable.Range(0, 200).Select(n => (long)n), indices.Order());
        Assert.Equal(200, log.Checkpoint.Size);
    }

    [Fact]
    public async Task Segments_follow_one_another()
    {
        using LogScene small = new() { SegmentBytes = 500 };
        using (TransparencyLog log = await small.OpenWithAsync(60))
        {
            Assert.Equal(60, log.Read(0, 100).Count());
            Assert.Equal([31, 32, 33], log.Read(31, 3).Select(entry => entry.Index));
        }

        Assert.InRange(Directory.GetFiles(small.Directory, "*.segment").Length, 5, 40);
        using TransparencyLog again = small.Open();
        await LogScene.FillAsync(again, 60, 70);
        Assert.Equal(LogScene.Entry(64), again.Read(64, 1).Single().Entry);
    }

    [Fact]
    public async Task Readers_see_a_whole_log_while_others_append_and_drop()
    {
        using LogScene small = new() { SegmentBytes = 2000 };
        using TransparencyLog log = await small.OpenWithAsync(10);
        Task writing = Task.Run(() => LogScene.FillAsync(log, 10, 300));
        for (int run = 0; !writing.IsCompleted || run < 5; run++)
        {
            SignedCheckpoint checkpoint = log.Checkpoint;
            long index = run % checkpoint.Size;
            Assert.True(InclusionProof.Verify(
                TreeHash.Leaf(EntryFormat.Encode(LogScene.Entry((int)index))), index, checkpoint.Size,
                log.ProveInclusion(index, checkpoint.Size), checkpoint.Root));
            log.DropSummaries(LogScene.Time.AddMinutes(run));
            using MemoryStream export = new();
            log.Export(export);
            export.Position = 0;
            Assert.Equal(ExportFault.None, LogVerifier.Verify(export, log.Key, checkpoint).Fault);
            Assert.InRange(log.Read(0, 1000).Count(), checkpoint.Size, 300);
        }

        await writing.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(300, log.Read(0, 1000).Count());
    }

    [Fact]
    public async Task A_log_is_open_once()
    {
        using TransparencyLog log = await _scene.OpenWithAsync(1);
        Assert.Equal(LogFault.Busy, Assert.Throws<AuditLogException>(() => _scene.Open()).Fault);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_that_fails_or_lies_acknowledges_nothing_and_the_log_goes_on_after_it(bool lies)
    {
        using TransparencyLog log = await _scene.OpenWithAsync(3);
        _scene.Key.Lies = lies;
        _scene.Key.Fails = !lies;
        AuditLogException fault = await Assert.ThrowsAsync<AuditLogException>(
            () => log.AppendAsync(LogScene.Entry(3)));
        Assert.Equal(LogFault.Key, fault.Fault);
        Assert.Equal(3, log.Checkpoint.Size);
        _scene.Key.Lies = _scene.Key.Fails = false;
        await LogScene.FillAsync(log, 4, 6);
        Assert.Equal(6, log.Checkpoint.Size);
        Assert.Equal(6, log.Read(0, 10).Count());
    }

    [Fact]
    public async Task A_closed_log_takes_nothing()
    {
        TransparencyLog log = await _scene.OpenWithAsync(1);
        log.Dispose();
        AuditLogException fault = await Assert.ThrowsAsync<AuditLogException>(
            () => log.AppendAsync(LogScene.Entry(1)));
        Assert.Equal(LogFault.Closed, fault.Fault);
    }
}
