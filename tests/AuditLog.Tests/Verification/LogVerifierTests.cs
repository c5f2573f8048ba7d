using Garita.AuditLog.Entries;
using Garita.AuditLog.Verification;
using Garita.Merkle.Notes;

namespace Garita.AuditLog.Tests.Verification;

public sealed class LogVerifierTests : IDisposable
{
    private readonly LogScene _scene = new() { SegmentBytes = 400 };

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task An_export_verifies_with_the_key_alone_and_shows_every_entry()
    {
        using TransparencyLog log = await _scene.OpenWithAsync(30);
        List<StoredEntry> seen = [];
        LogReport report = Verify(Export(log), NoteKey.Parse(log.Key.ToString())!, null, seen.Add);
        Assert.Equal((ExportFault.None, 30, 0), (report.Fault, report.Entries, report.Dropped));
        Assert.Equal(log.Checkpoint.Root, report.Checkpoint!.Root);
        Assert.Equal(log.Read(0, 100), seen);
    }

    [Fact]
    public async Task The_segments_in_a_row_with_the_checkpoint_behind_them_are_an_export()
    {
        byte[] export;
        using (TransparencyLog log = await _scene.OpenWithAsync(30))
        {
            export = Export(log);
        }

        byte[] row = [.. Directory.GetFiles(_scene.Directory, "*.segment").Order().SelectMany(File.ReadAllBytes)];
        Assert.True(export.AsSpan().StartsWith(row));
    }

    [Fact]
    public async Task Dropped_summaries_leave_everything_verifiable_and_releases_stay()
    {
        using TransparencyLog log = await _scene.OpenWithAsync(30);
        int dropped = log.DropSummaries(LogScene.Time.AddMinutes(15));
        Assert.InRange(dropped, 1, 9);
        Assert.Equal(0, log.DropSummaries(LogScene.Time.AddMinutes(15)));
        LogReport report = Verify(Export(log), log.Key, null, null);
        Assert.Equal((ExportFault.None, 30, dropped), (report.Fault, report.Entries, report.Dropped));
        List<StoredEntry> left = [.. log.Read(0, 100)];
        Assert.Equal(dropped, left.Count(entry => entry.Entry is null));
        Assert.All(left, entry => Assert.True(entry.Entry is not null || entry.Index % 3 == 2));
        Assert.Equal(LogRefusal.None, log.Prove(6).Verify(
            ReleaseEntry.LeafOf(LogScene.Digest(6)), log.Key, WitnessPolicy.None, null, out _));
    }

    [Fact]
    public async Task Every_changed_bit_and_every_shorter_export_is_refused()
    {
        using TransparencyLog log = await _scene.OpenWithAsync(8);
        byte[] export = Export(log);
        for (int at = 0; at < export.Length; at++)
        {
            byte[] changed = [.. export];
            changed[at] ^= (byte)(1 << (at % 8));
            Assert.NotEqual(ExportFault.None, Verify(changed, log.Key, null, null).Fault);
            LogReport shorter = Verify(export[..at], log.Key, log.Checkpoint, null);
            Assert.NotEqual(ExportFault.None, shorter.Fault);
            Assert.Null(shorter.Checkpoint);
        }

        Assert.Equal(ExportFault.BadRecord, Verify([.. export, 0], log.Key, null, null).Fault);
        Assert.Equal(ExportFault.Misplaced, Verify([.. export, .. export], log.Key, null, null).Fault);
    }

    [Fact]
    public async Task A_log_that_was_written_anew_does_not_contain_a_checkpoint_from_before()
    {
        using LogScene other = new() { Key = _scene.Key };
        using TransparencyLog log = await _scene.OpenWithAsync(5);
        using TransparencyLog anew = other.Open();
        for (int number = 0; number < 9; number++)
        {
            await anew.AppendAsync(LogScene.Entry(number + (number == 3 ? 6 : 0)));
        }

        Assert.Equal(ExportFault.None, Verify(Export(anew), log.Key, null, null).Fault);
        Assert.Equal(ExportFault.NotConsistent, Verify(Export(anew), log.Key, log.Checkpoint, null).Fault);
        Assert.Equal(ExportFault.NotConsistent, Verify(Export(log), log.Key, anew.Checkpoint, null).Fault);
    }

    [Fact]
    public async Task An_export_of_another_log_or_key_is_refused()
    {
        using TransparencyLog log = await _scene.OpenWithAsync(2);
        byte[] export = Export(log);
        using TestSigningKey stranger = new();
        NoteKey Of(string name) => NoteKey.ForLog(name, stranger.PublicKey.SubjectPublicKeyInfo.Span)!;
        Assert.Equal(ExportFault.BadCheckpoint, Verify(export, Of("log.example"), null, null).Fault);
        Assert.Equal(ExportFault.NotALog, Verify(export, Of("other.example"), null, null).Fault);
        Assert.Equal(ExportFault.NotALog, Verify([], log.Key, null, null).Fault);
    }

    private static byte[] Export(TransparencyLog log)
    {
        using MemoryStream stream = new();
        log.Export(stream);
        return stream.ToArray();
    }

    private static LogReport Verify(
        byte[] export, NoteKey key, SignedCheckpoint? known, Action<StoredEntry>? visit)
    {
        using MemoryStream stream = new(export);
        return LogVerifier.Verify(stream, key, known, visit);
    }
}
