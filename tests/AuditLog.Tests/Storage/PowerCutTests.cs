using Garita.AuditLog.Verification;
using Garita.Merkle;
using Garita.Merkle.Notes;

namespace Garita.AuditLog.Tests.Storage;

/// <summary>
/// The whole life of a small log, with the power cut at every operation on a file: before it, in its middle and after
/// it, with what was not synced kept and lost.
/// </summary>
public sealed class PowerCutTests
{
    private const int Entries = 6;

    [Fact]
    public async Task A_cut_anywhere_leaves_a_log_that_opens_verifies_and_goes_on()
    {
        PowerCutFiles whole = new(Cut.Never);
        using (LogScene good = new() { SegmentBytes = 150 })
        {
            await LiveAsync(good, whole);
            Assert.True(Directory.GetFiles(good.Directory, "*.segment").Length > 2);
        }

        Assert.InRange(whole.Operations, 40, 100);
        foreach (Cut cut in Cut.AllWithin(whole.Operations))
        {
            using LogScene scene = new() { SegmentBytes = 150 };
            PowerCutFiles files = new(cut);
            Life life = await LiveAsync(scene, files);
            Assert.True(files.IsOff);
            await GoOnAsync(scene, new PowerCutFiles(Cut.Never), life, cut);
        }
    }

    [Fact]
    public async Task A_second_cut_while_the_first_is_put_right_does_no_harm()
    {
        for (int at = 3; at < 44; at += 4)
        {
            for (int again = 1; again <= 4; again++)
            {
                using LogScene scene = new() { SegmentBytes = 150 };
                Life life = await LiveAsync(scene, new PowerCutFiles(new Cut(at, CutMoment.Torn, at % 8 < 4)));
                Cut second = new(again, CutMoment.Torn, at % 3 == 0);
                try
                {
                    scene.Open(new PowerCutFiles(second)).Dispose();
                }
                catch (AuditLogException fault)
                {
                    Assert.Equal(LogFault.Disk, fault.Fault);
                }

                await GoOnAsync(scene, new PowerCutFiles(Cut.Never), life, second);
            }
        }
    }

    private static async Task<Life> LiveAsync(LogScene scene, PowerCutFiles files)
    {
        Life life = new();
        try
        {
            using (TransparencyLog log = scene.Open(files))
            {
                life.Signed = log.Checkpoint;
                for (int number = 0; number < Entries; number++)
                {
                    Assert.Equal(number, await log.AppendAsync(LogScene.Entry(number)));
                    life.Acknowledged = number + 1;
                    life.Signed = log.Checkpoint;
                }

                log.AddCosigned(log.Checkpoint.Note, WitnessPolicy.None);
                Assert.InRange(log.DropSummaries(LogScene.Time.AddYears(1)), 1, Entries);
            }

            using TransparencyLog again = scene.Open(files);
            await again.AppendAsync(LogScene.Entry(Entries));
            life.Acknowledged = Entries + 1;
            life.Signed = again.Checkpoint;
        }
        catch (AuditLogException fault)
        {
            Assert.Equal(LogFault.Disk, fault.Fault);
        }

        return life;
    }

    private static async Task GoOnAsync(LogScene scene, PowerCutFiles files, Life life, Cut cut)
    {
        using TransparencyLog log = scene.Open(files);
        Assert.True(log.Checkpoint.Size >= life.Acknowledged, $"{cut}: an acknowledged entry is gone");
        HoldAgainstAllThatWasSigned(scene, log, cut);
        foreach (StoredEntry entry in log.Read(0, 100))
        {
            Assert.True(entry.Entry is null || entry.Entry.Equals(LogScene.Entry((int)entry.Index)), $"{cut}");
        }

        int next = (int)log.Checkpoint.Size;
        Assert.Equal(next, await log.AppendAsync(LogScene.Entry(next)));
        using MemoryStream export = new();
        log.Export(export);
        export.Position = 0;
        LogReport report = LogVerifier.Verify(export, log.Key, life.Signed);
        Assert.True(report.Fault == ExportFault.None, $"{cut}: {report}");
        Assert.Equal(next + 1, report.Entries);
    }

    // Every checkpoint that the key ever signed, handed out or not, must be of this very log.
    private static void HoldAgainstAllThatWasSigned(LogScene scene, TransparencyLog log, Cut cut)
    {
        foreach (string text in scene.Key.Signed)
        {
            Assert.Equal(LogRefusal.None, Checkpoint.TryParse(text, out Checkpoint? head));
            Assert.True(head!.Size <= log.Checkpoint.Size, $"{cut}: signed for {head.Size}, and that is gone");
            Assert.True(head.Size == 0 || ConsistencyProof.Verify(
                head.Size, head.Root, log.Checkpoint.Size, log.Checkpoint.Root,
                log.ProveConsistency(head.Size, log.Checkpoint.Size)));
        }
    }

    private sealed class Life
    {
        public int Acknowledged { get; set; }

        public SignedCheckpoint? Signed { get; set; }
    }
}
