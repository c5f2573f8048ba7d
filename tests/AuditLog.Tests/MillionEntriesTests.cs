using System.Diagnostics;
using Garita.AuditLog.Verification;
using Garita.Merkle;
using Garita.Merkle.Notes;
using Xunit.Abstractions;

namespace Garita.AuditLog.Tests;

/// <summary>
/// What a large log costs; docs/performance.md has the command and the figures. GARITA_LONG=1 makes it a million
/// entries; otherwise a hundredth of that, which holds the same promises without the limits on time.
/// </summary>
public sealed class MillionEntriesTests(ITestOutputHelper output) : IDisposable
{
    private const int Batch = 1000;

    private static readonly bool Long = Environment.GetEnvironmentVariable("GARITA_LONG") == "1";

    private static readonly int Entries = Long ? 1_000_000 : 10_000;

    private readonly LogScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_great_log_is_appended_to_proved_from_opened_and_verified_as_a_small_one_is()
    {
        SignedCheckpoint checkpoint;
        using (TransparencyLog log = _scene.Open())
        {
            await AppendAsync(log);
            ProveSome(log);
            checkpoint = log.Checkpoint;
        }

        long started = Stopwatch.GetTimestamp();
        using TransparencyLog again = _scene.Open();
        output.WriteLine($"open again: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms");
        Assert.Equal(checkpoint.Root, again.Checkpoint.Root);
        VerifyAll(again);
    }

    private static async Task AppendAsync(TransparencyLog log, int first)
    {
        Task<long>[] appends = new Task<long>[Batch];
        for (int number = 0; number < Batch; number++)
        {
            int entry = first + number;
            appends[number] = Task.Run(() => log.AppendAsync(LogScene.Entry(entry)));
        }

        await Task.WhenAll(appends).WaitAsync(TimeSpan.FromMinutes(1));
    }

    private async Task AppendAsync(TransparencyLog log)
    {
        List<double> parts = [];
        for (int part = 0; part < 10; part++)
        {
            long started = Stopwatch.GetTimestamp();
            for (int first = 0; first < Entries / 10; first += Batch)
            {
                await AppendAsync(log, (part * (Entries / 10)) + first);
            }

            parts.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds / (Entries / 10));
        }

        Assert.Equal(Entries, log.Checkpoint.Size);
        output.WriteLine($"append, µs an entry, ten parts: {string.Join(' ', parts.Select(part => $"{part:F1}"))}");
        long alone = Stopwatch.GetTimestamp();
        for (int number = 0; number < 100; number++)
        {
            await log.AppendAsync(LogScene.Entry(number));
        }

        output.WriteLine($"append alone: {Stopwatch.GetElapsedTime(alone).TotalMilliseconds / 100:F2} ms");
        Assert.True(!Long || parts[^1] < 2 * parts[1], "the cost of appending grows with the log");
    }

    private void ProveSome(TransparencyLog log)
    {
        List<double> times = [];
        Random random = new(7);
        for (int run = 0; run < 2000; run++)
        {
            long index = random.NextInt64(log.Checkpoint.Size);
            long started = Stopwatch.GetTimestamp();
            MerkleHash[] proof = log.ProveInclusion(index, log.Checkpoint.Size);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
            Assert.InRange(proof.Length, 1, 20);
        }

        times.Sort();
        output.WriteLine($"proof: median {times[1000]:F0} µs, 99th percentile {times[1980]:F0} µs");
        Assert.True(!Long || times[1000] < 1000, "a proof takes more than a millisecond");
    }

    private void VerifyAll(TransparencyLog log)
    {
        string path = Path.Combine(_scene.Directory, "..", "export");
        long started = Stopwatch.GetTimestamp();
        using (FileStream target = File.Create(path))
        {
            log.Export(target);
        }

        output.WriteLine($"export: {Stopwatch.GetElapsedTime(started).TotalSeconds:F2} s");
        started = Stopwatch.GetTimestamp();
        using FileStream stream = File.OpenRead(path);
        LogReport report = LogVerifier.Verify(stream, log.Key, log.Checkpoint);
        TimeSpan took = Stopwatch.GetElapsedTime(started);
        output.WriteLine($"verify {report.Entries} entries, {stream.Length} bytes: {took.TotalSeconds:F2} s");
        Assert.Equal((ExportFault.None, log.Checkpoint.Size), (report.Fault, report.Entries));
        Assert.True(!Long || took < TimeSpan.FromSeconds(30), "verifying takes more than seconds");
    }
}
