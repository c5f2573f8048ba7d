using System.Text;
using System.Text.RegularExpressions;
using Garita.AuditLog.Entries;
using Garita.AuditLog.Verification;
using Garita.Merkle;
using Garita.Merkle.Notes;
using Garita.TestKit;

namespace Garita.AuditLog.Tests;

/// <summary>The example of docs/wire/audit-log.md is what this program writes, and what it verifies.</summary>
public sealed partial class AuditLogPageTests
{
    private static readonly string Page = File.ReadAllText(RepositoryRoot.File("docs", "wire", "audit-log.md"));

    private static readonly DateTimeOffset Time = LogScene.Time;

    private static readonly Guid Operation = new("00112233-4455-6677-8899-aabbccddeeff");

    private static readonly MerkleHash One = Sha256("manifest one");

    private static readonly MerkleHash Two = Sha256("manifest two");

    private static readonly ILogEntry[] Entries =
    [
        new ReleaseEntry(One),
        new NoteEntry(Time, "operator:anna", "1.0.0 for ABC"),
        new ReleaseEntry(Two),
        new WayBackEntry(Time, Two, Sha256("way back")),
        new RefusalSummary(Time.AddSeconds(-5), [new("ABCD1234", "revoked", 3)], 90),
        new IntentEntry(Time, Operation, "operator:anna", "certificate.issue", "ABCD1234", One),
        new OutcomeEntry(Time, Operation, OutcomeResult.Done, Two, string.Empty),
    ];

    private static NoteKey Key => NoteKey.Parse(Block("key").Trim())!;

    [Fact]
    public void Entries_on_the_page_are_those_we_write()
    {
        string block = string.Concat(Block("entries").Split('\n'));
        foreach (ILogEntry entry in Entries)
        {
            byte[] bytes = EntryFormat.Encode(entry);
            Assert.Contains(Convert.ToHexStringLower(bytes), block, StringComparison.Ordinal);
            Assert.Contains($"leaf hash {TreeHash.Leaf(bytes)}", block, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Export_on_the_page_verifies_and_holds_these_entries()
    {
        using MemoryStream export = new(Convert.FromHexString(Block("export").ReplaceLineEndings(string.Empty)));
        List<StoredEntry> entries = [];
        LogReport report = LogVerifier.Verify(export, Key, null, entries.Add);
        Assert.Equal((ExportFault.None, 7), (report.Fault, report.Entries));
        Assert.Equal(Entries, entries.Select(entry => entry.Entry!));
    }

    [Fact]
    public void Proof_on_the_page_is_accepted_with_the_manifest_digest_alone()
    {
        byte[] file = Encoding.UTF8.GetBytes(Block("proof"));
        WitnessPolicy policy = WitnessPolicy.Create([NoteKey.Parse(Block("witness").Trim())!], 1)!;
        Assert.Equal(LogRefusal.None, TlogProof.TryParse(file, out TlogProof? proof));
        Assert.Equal(file, proof!.Encode());
        Assert.Equal(LogRefusal.None, proof.Verify(ReleaseEntry.LeafOf(Two), Key, policy, null, out _));
        Assert.Equal(LogRefusal.NotIncluded, proof.Verify(ReleaseEntry.LeafOf(One), Key, policy, null, out _));
        Assert.Contains($"`{Two}`", Page, StringComparison.Ordinal);
    }

    private static MerkleHash Sha256(string text) =>
        new(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Block(string name) => Fence().Matches(Page)
        .Single(match => match.Groups[1].Value == name).Groups[2].Value;

    [GeneratedRegex("```text (\\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
