using Garita.Merkle;

namespace Garita.AuditLog.Tests.Storage;

/// <summary>What opening makes of a directory that someone, or a bad disk, laid hands on.</summary>
public sealed class RecoveryTests : IDisposable
{
    private readonly LogScene _scene = new() { SegmentBytes = 400 };

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_changed_byte_under_the_checkpoint_is_refused_wherever_it_is()
    {
        (await _scene.OpenWithAsync(12)).Dispose();
        string last = Segments()[^1];
        byte[] good = await File.ReadAllBytesAsync(last);
        for (int at = 0; at < good.Length; at += 3)
        {
            byte[] bad = [.. good];
            bad[at] ^= 0x20;
            await File.WriteAllBytesAsync(last, bad);
            Assert.Contains(OpenFault(), new[] { LogFault.Damaged, LogFault.Altered, LogFault.MissingEntries });
        }

        await File.WriteAllBytesAsync(last, good);
        _scene.Open().Dispose();
    }

    [Fact]
    public async Task A_torn_end_behind_the_checkpoint_is_cut_off()
    {
        (await _scene.OpenWithAsync(3)).Dispose();
        string last = Segments()[^1];
        long length = new FileInfo(last).Length;
        await File.AppendAllBytesAsync(last, [(byte)'E', 0, 0, 0, 90, 1, 2, 3]);
        using TransparencyLog log = _scene.Open();
        Assert.Equal(length, new FileInfo(last).Length);
        await LogScene.FillAsync(log, 3, 5);
    }

    [Fact]
    public async Task An_end_that_is_cut_off_under_the_checkpoint_is_refused()
    {
        (await _scene.OpenWithAsync(3)).Dispose();
        string last = Segments()[^1];
        byte[] good = await File.ReadAllBytesAsync(last);
        await File.WriteAllBytesAsync(last, good[..^1]);
        Assert.Equal(LogFault.Damaged, OpenFault());
        Assert.Equal(good.Length - 1, new FileInfo(last).Length);
    }

    [Fact]
    public async Task A_log_put_back_to_an_older_state_is_refused_beside_its_newer_checkpoint()
    {
        TransparencyLog log = await _scene.OpenWithAsync(1);
        byte[] older = await File.ReadAllBytesAsync(Segments()[^1]);
        await LogScene.FillAsync(log, 1, 3);
        log.Dispose();
        await File.WriteAllBytesAsync(Segments()[^1], older);
        Assert.Equal(LogFault.MissingEntries, OpenFault());
    }

    [Fact]
    public async Task A_missing_segment_or_checkpoint_is_refused()
    {
        (await _scene.OpenWithAsync(20)).Dispose();
        string checkpoint = Path.Combine(_scene.Directory, "checkpoint");
        byte[] note = await File.ReadAllBytesAsync(checkpoint);
        File.Delete(checkpoint);
        Assert.Equal(LogFault.MissingCheckpoint, OpenFault());
        await File.WriteAllBytesAsync(checkpoint, [.. note, 1]);
        Assert.Equal(LogFault.BadCheckpoint, OpenFault());
        await File.WriteAllBytesAsync(checkpoint, note);
        File.Delete(Segments()[0]);
        Assert.Equal(LogFault.MissingEntries, OpenFault());
    }

    [Fact]
    public async Task A_segment_missing_in_the_middle_is_found_by_whoever_reads_it()
    {
        (await _scene.OpenWithAsync(20)).Dispose();
        File.Delete(Segments()[1]);
        using TransparencyLog log = _scene.Open();
        Assert.Equal(LogFault.Damaged, Assert.Throws<AuditLogException>(() => log.Read(0, 100).Count()).Fault);
        using MemoryStream export = new();
        Assert.Equal(LogFault.Damaged, Assert.Throws<AuditLogException>(() => log.Export(export)).Fault);
    }

    [Fact]
    public async Task A_disk_that_fails_fails_everyone_who_waits_until_the_log_is_opened_again()
    {
        (await _scene.OpenWithAsync(3)).Dispose();
        using (TransparencyLog log = _scene.Open(new PowerCutFiles(new Cut(4, CutMoment.Before, false))))
        {
            Task<long>[] appends = [.. Enumerable.Range(0, 20).AsParallel().WithDegreeOfParallelism(4)
                .Select(number => log.AppendAsync(LogScene.Entry(number)))];
            foreach (Task<long> append in appends)
            {
                AuditLogException fault = await Assert.ThrowsAsync<AuditLogException>(
                    () => append.WaitAsync(TimeSpan.FromSeconds(30)));
                Assert.Equal(LogFault.Disk, fault.Fault);
            }

            Assert.Equal(3, log.Checkpoint.Size);
            Assert.Equal(3, log.Read(0, 100).Count());
        }

        using TransparencyLog again = _scene.Open();
        int size = (int)again.Checkpoint.Size;
        await LogScene.FillAsync(again, size, size + 2);
    }

    [Fact]
    public async Task The_checkpoint_of_another_key_or_name_is_refused()
    {
        (await _scene.OpenWithAsync(2)).Dispose();
        using TestSigningKey other = new();
        Assert.Equal(LogFault.OtherLog, Assert.Throws<AuditLogException>(
            () => TransparencyLog.Open(_scene.Options, other, new Durable.DurableFiles())).Fault);
        Assert.Equal(LogFault.OtherLog, Assert.Throws<AuditLogException>(() => TransparencyLog.Open(
            _scene.Options with { Origin = "other.example" }, _scene.Key, new Durable.DurableFiles())).Fault);
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("short")]
    [InlineData("wrong")]
    public async Task Hashes_that_are_gone_short_or_wrong_are_made_anew(string what)
    {
        MerkleHash root;
        MerkleHash[] proof;
        using (TransparencyLog log = await _scene.OpenWithAsync(30))
        {
            root = log.Checkpoint.Root;
            proof = log.ProveInclusion(7, 30);
        }

        string hashes = Path.Combine(_scene.Directory, "hashes");
        byte[] good = await File.ReadAllBytesAsync(hashes);
        File.Delete(hashes);
        if (what != "gone")
        {
            await File.WriteAllBytesAsync(hashes, what == "short" ? good[..100] : new byte[good.Length]);
        }

        using TransparencyLog again = _scene.Open();
        Assert.Equal(root, again.Checkpoint.Root);
        Assert.Equal(proof, again.ProveInclusion(7, 30));
        Assert.Equal(good, await File.ReadAllBytesAsync(hashes));
    }

    private string[] Segments() => [.. Directory.GetFiles(_scene.Directory, "*.segment").Order()];

    private LogFault OpenFault() => Assert.Throws<AuditLogException>(() => _scene.Open()).Fault;
}
