using Garita.AuditLog.Entries;
using Garita.Durable;
using Garita.Merkle;
using Garita.TestKit;

namespace Garita.AuditLog.Tests;

/// <summary>A directory for a log, its key, and entries to put into it.</summary>
internal sealed class LogScene : IDisposable
{
    public static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly TemporaryDirectory _folder = new();

    public TestSigningKey Key { get; init; } = new();

    public string Directory => Path.Combine(_folder.Path, "audit");

    public long SegmentBytes { get; init; } = 8 * 1024 * 1024;

    public TransparencyLogOptions Options => new()
    {
        Directory = Directory,
        Origin = "log.example",
        MaxSegmentBytes = SegmentBytes,
    };

    public static MerkleHash Digest(int number) => TreeHash.Leaf(BitConverter.GetBytes(number));

    public static ILogEntry Entry(int number) => (number % 3) switch
    {
        0 => new ReleaseEntry(Digest(number)),
        1 => new NoteEntry(Time.AddMinutes(number), "operator:anna", $"entry {number}"),
        _ => new RefusalSummary(Time.AddMinutes(number), [new("ABCD1234", "revoked", (uint)number)], 7),
    };

    public TransparencyLog Open(IDurableFiles? files = null) =>
        TransparencyLog.Open(Options, Key, files ?? new DurableFiles());

    public async Task<TransparencyLog> OpenWithAsync(int entries)
    {
        TransparencyLog log = Open();
        await FillAsync(log, 0, entries);
        return log;
    }

    public static async Task FillAsync(TransparencyLog log, int first, int end)
    {
        for (int number = first; number < end; number++)
        {
            Assert.Equal(number, await log.AppendAsync(Entry(number)));
        }
    }

    public void Dispose()
    {
        Key.Dispose();
        _folder.Dispose();
    }
}
