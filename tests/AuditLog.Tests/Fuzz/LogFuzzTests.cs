using System.Buffers.Binary;
using Garita.AuditLog.Entries;
using Garita.AuditLog.Tests.Storage;
using Garita.AuditLog.Verification;
using Garita.Merkle;
using Garita.Merkle.Notes;
using Garita.TestKit;

namespace Garita.AuditLog.Tests.Fuzz;

/// <summary>Entries, exports and segments from strangers, or from a disk gone bad, are read safely.</summary>
public sealed class LogFuzzTests : IDisposable
{
    private const string Vkey =
        "log.example+29212a0e+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABEDK+Ea8dBRbJsDa+eXNCR/rPsYm3tWvb"
        + "3sAIernKzBZTeXKzKna3syP/OyPXZtwF6VEaj7uZN1/ZeOoJf691eA=";

    private readonly LogScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Entries_have_one_spelling() => FuzzRun.Run(Folder("entry"), bytes =>
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool read = EntryFormat.TryRead(bytes, out ILogEntry? entry);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8192 + (8L * bytes.Length));
        Assert.Equal(read, entry is not null);
        Assert.Equal(read ? EntryFormat.Encode(entry!) : bytes, bytes);
        return read;
    });

    [Fact]
    public void Exports_are_judged_and_nothing_worse() => FuzzRun.Run(Folder("export"), bytes =>
    {
        LogReport report = Verify(bytes);
        LogReport mended = Verify(Mend(bytes));
        foreach (LogReport judged in (LogReport[])[report, mended])
        {
            // Nobody but the key's holder makes another log that verifies.
            Assert.True(judged.Fault != ExportFault.None || judged is { Entries: 7, Dropped: <= 7 });
            Assert.Equal(judged.Fault == ExportFault.None, judged.Checkpoint is not null);
        }

        return mended.Entries > 0;
    });

    [Fact]
    public async Task A_last_segment_with_anything_in_it_is_opened_or_refused()
    {
        (await _scene.OpenWithAsync(7)).Dispose();
        string path = Directory.GetFiles(_scene.Directory, "*.segment").Single();
        byte[] good = await File.ReadAllBytesAsync(path);
        ByteMutator mutator = new(7, [good]);
        int opened = 0;
        for (int run = 0; run < 300; run++)
        {
            byte[] mutant = mutator.Next();
            await File.WriteAllBytesAsync(path, run % 2 == 0 ? mutant : Mend(mutant));
            opened += TryOpen() ? 1 : 0;
            await File.WriteAllBytesAsync(path, good);
            Assert.True(TryOpen());
        }

        Assert.InRange(opened, 1, 200);
    }

    private static LogReport Verify(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        return LogVerifier.Verify(stream, NoteKey.Parse(Vkey)!);
    }

    // Puts every record's check right, as otherwise nearly every mutant would stop there.
    private static byte[] Mend(byte[] bytes)
    {
        byte[] mended = [.. bytes];
        for (int at = 0; at + 13 <= mended.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(mended.AsSpan(at + 1));
            if (length < 0 || length > mended.Length - at - 13)
            {
                break;
            }

            TreeHash.Leaf(mended.AsSpan(at + 5, length)).Span[..8].CopyTo(mended.AsSpan(at + 5 + length));
            at += length + 13;
        }

        return mended;
    }

    // Opening a good log again signs nothing new and leaves the checkpoint as it was.
    private bool TryOpen()
    {
        string checkpoint = Path.Combine(_scene.Directory, "checkpoint");
        byte[] before = File.ReadAllBytes(checkpoint);
        try
        {
            using TransparencyLog log = _scene.Open(new PowerCutFiles(Cut.Never));
            Assert.True(log.Checkpoint.Size >= 7);
            return true;
        }
        catch (AuditLogException)
        {
            return false;
        }
        finally
        {
            File.WriteAllBytes(checkpoint, before);
        }
    }

    private static string Folder(string name) => Path.Combine(AppContext.BaseDirectory, "Fuzz", "corpus", name);
}
