using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Garita.AuditLog.Verification;
using Garita.IndependentReader;
using Garita.IndependentReader.Log;
using Garita.IndependentReader.Merkle;
using Garita.IndependentReader.Notes;
using Garita.TestKit;

namespace Garita.AuditLog.Tests.Independence;

/// <summary>
/// What our log writes is read by a reader that was written from docs/wire/audit-log.md and merkle.md and the C2SP
/// specifications, and shares no code with it.
/// </summary>
public sealed partial class OwnLogTests : IDisposable
{
    private const string Name = "log.example";
    private const int SpkiLength = 91;

    private readonly LogScene _scene = new() { SegmentBytes = 1024 };

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Export_of_ours_is_read_with_every_entry_and_checkpoint()
    {
        using TransparencyLog log = await _scene.OpenWithAsync(60);
        using ECDsa key = Import(_scene.Key.PublicKey.SubjectPublicKeyInfo.Span);

        var export = LogExport.Read(Export(log), Name, key);

        Assert.Equal(60, export.Entries.Count);
        Assert.True(export.Checkpoints.Count > 2, "several segments");
        Assert.Equal(60UL, export.Checkpoints[^1].Size);
        Assert.Equal(LogScene.Digest(3).ToArray(), export.Entries[3].ReleaseDigest);
        Assert.Null(export.Entries[4].ReleaseDigest);
    }

    [Fact]
    public async Task Export_without_the_bytes_of_old_summaries_is_read()
    {
        using TransparencyLog log = await _scene.OpenWithAsync(60);
        using ECDsa key = Import(_scene.Key.PublicKey.SubjectPublicKeyInfo.Span);
        int dropped = log.DropSummaries(LogScene.Time.AddMinutes(30));

        var export = LogExport.Read(Export(log), Name, key);

        Assert.True(dropped > 0);
        Assert.Equal(dropped, export.Entries.Count(entry => entry.Data is null));
    }

    [Fact]
    public async Task Proofs_of_ours_hold_for_their_entries_and_no_others()
    {
        using TransparencyLog log = await _scene.OpenWithAsync(21);
        using ECDsa key = Import(_scene.Key.PublicKey.SubjectPublicKeyInfo.Span);
        for (int index = 0; index < 21; index += 3)
        {
            var proof = LogProof.Read(log.Prove(index).Encode());
            byte[] leaf = TreeHashing.Leaf([1, .. LogScene.Digest(index).Span]);

            Assert.True(proof.Checkpoint.Note.IsSignedBy(Name, key));
            Assert.Equal((Name, (ulong)index), (proof.Checkpoint.Origin, proof.Index));
            Assert.True(proof.Includes(leaf));
            Assert.False(proof.Includes(TreeHashing.Leaf([1, .. LogScene.Digest(index + 1).Span])));
        }
    }

    [Fact]
    public async Task Every_altered_export_is_judged_alike_by_both_readers()
    {
        using TransparencyLog log = await _scene.OpenWithAsync(4);
        using ECDsa key = Import(_scene.Key.PublicKey.SubjectPublicKeyInfo.Span);
        byte[] export = Export(log);
        Assert.True(Accepts(export, key) && OursAccepts(export, log));
        for (int at = 0; at < export.Length; at++)
        {
            byte[] flipped = [.. export];
            flipped[at] ^= (byte)(1 << (at % 8));
            byte[] without = [.. export.Take(at), .. export.Skip(at + 1)];
            foreach (byte[] altered in (byte[][])[flipped, without, [.. export.Take(at)]])
            {
                Assert.Equal((at, Accepts(altered, key)), (at, OursAccepts(altered, log)));
                Assert.False(Accepts(altered, key), $"byte {at}");
            }
        }
    }

    [Fact]
    public void Example_of_the_page_is_good_to_the_last_byte()
    {
        string page = File.ReadAllText(RepositoryRoot.File("docs/wire/audit-log.md"));
        string[] logKey = Block(page, "key").Trim().Split('+', 3);
        string[] witness = Block(page, "witness").Trim().Split('+', 3);
        using ECDsa key = Import(Convert.FromBase64String(logKey[2]).AsSpan(1));

        byte[] bytes = Convert.FromHexString(Block(page, "export").ReplaceLineEndings(string.Empty));
        var export = LogExport.Read(bytes, Name, key);
        var proof = LogProof.Read(Encoding.UTF8.GetBytes(Block(page, "proof")));
        byte[] digest = export.Entries[2].ReleaseDigest!;

        Assert.Equal(7, export.Entries.Count);
        Assert.True(proof.Includes(TreeHashing.Leaf([1, .. digest])));
        Assert.True(proof.Checkpoint.Note.IsSignedBy(Name, key));
        Assert.Equal(
            1767323045UL,
            Cosignatures.TimeOf(proof.Checkpoint, witness[0], Convert.FromBase64String(witness[2])[1..]));
    }

    private static bool Accepts(byte[] export, ECDsa key)
    {
        try
        {
            return LogExport.Read(export, Name, key).Entries.Count >= 0;
        }
        catch (UnreadableException)
        {
            return false;
        }
    }

    private static bool OursAccepts(byte[] export, TransparencyLog log)
    {
        using MemoryStream stream = new(export);
        return LogVerifier.Verify(stream, log.Key, null, _ => { }).Fault == ExportFault.None;
    }

    private static byte[] Export(TransparencyLog log)
    {
        using MemoryStream export = new();
        log.Export(export);
        return export.ToArray();
    }

    private static ECDsa Import(ReadOnlySpan<byte> subjectPublicKeyInfo)
    {
        var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out int read);
        Assert.Equal(SpkiLength, read);
        return key;
    }

    private static string Block(string page, string name) =>
        TextBlock().Matches(page).Single(match => match.Groups[1].Value == name).Groups[2].Value;

    [GeneratedRegex("```text (\\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex TextBlock();
}
