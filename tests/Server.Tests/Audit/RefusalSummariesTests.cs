using Garita.AuditLog.Entries;
using Garita.Authority.Keys;
using Garita.Durable;
using Garita.Server.Audit;
using Garita.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garita.Server.Tests.Audit;

public sealed class RefusalSummariesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SoftwareSigningKey _key = SoftwareSigningKey.Generate();
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public void Dispose()
    {
        _key.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Ten_thousand_refusals_make_one_entry_a_minute_and_lose_no_count()
    {
        using AuditBook audit = AuditBook.Open(
            _directory.Path, _key, new DurableFiles(), _time, NullLogger.Instance);
        RefusalSummaries summaries = new(audit, new AuditOptions(), _time, NullLogger.Instance);
        await using (summaries)
        {
            for (int i = 0; i < 10_000; i++)
            {
                summaries.Counter.Count($"stranger-{i}", "UnknownIssuer");
            }

            _time.Advance(TimeSpan.FromMinutes(1));
            for (int i = 0; i < 10_000; i++)
            {
                summaries.Counter.Count("ABCD1234", "Disabled");
            }
        }

        RefusalSummary[] written =
            [.. audit.Log.Read(0, 100).Select(entry => Assert.IsType<RefusalSummary>(entry.Entry))];
        Assert.Equal(2, written.Length);
        Assert.Equal(10_000, written[0].Rows.Sum(row => row.Count) + written[0].Others);
        Assert.Equal(new RefusalRow("ABCD1234", "Disabled", 10_000), Assert.Single(written[1].Rows));
    }
}
