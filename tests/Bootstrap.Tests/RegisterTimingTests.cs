using System.Diagnostics;
using System.Security.Cryptography;
using Garita.Bootstrap.Tests.Fixtures;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Identities;

namespace Garita.Bootstrap.Tests;

/// <summary>
/// How long a <c>register</c> takes says nothing of who is known. Four kinds of devices are asked about in one random
/// order, so that each kind as often as another comes after a decision that was dear. The floor under answers, which
/// would hide a difference, is off; the next is asked when the decision about the one before is made.
/// <para>
/// What it can see: by ranks (Mann and Whitney), with 120 of each, |z| &gt; 4.5 is reached with a power of 0.9 where
/// the one kind is slower than the other in 72 of 100 pairs; a difference of one interquartile range is slower in 80 or
/// more. By chance alone it fails once in some 50,000 runs. What it cannot see: a smaller difference, which somebody
/// with many more samples on a quiet network could; the floor of 50 ms is for those.
/// </para>
/// </summary>
public sealed class RegisterTimingTests
{
    private const int Each = 120;
    private const double Limit = 4.5;

    private enum Kind
    {
        Known,
        Unknown,
        Disabled,
        Enrolled,
    }

    [Fact]
    public async Task The_time_of_a_register_does_not_say_who_is_known_disabled_or_enrolled()
    {
        using Listened log = new();
        await using Bench bench = await Bench.StartAsync(
            options => options with
            {
                Bootstrap = options.Bootstrap with
                {
                    AnswerAfter = TimeSpan.FromTicks(1),
                    DecideAfter = TimeSpan.FromMilliseconds(20),
                    RequestsPerSecondPerConnection = 1000,
                    RefusalLinesPerMinute = 100_000,
                    Enrollment = options.Bootstrap.Enrollment with { CodesPerBatchPerHour = 2_000 },
                },
            },
            log);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        Dictionary<Kind, List<double>> times =
            Enum.GetValues<Kind>().ToDictionary(kind => kind, _ => new List<double>());
        string disabled = await DisabledAsync(bench);
        string enrolled = await EnrolledAsync(bench, road);
        Queue<string> known = await KnownAsync(bench);
        Kind[] order = [.. Enum.GetValues<Kind>().SelectMany(kind => Enumerable.Repeat(kind, Each))];
        RandomNumberGenerator.Shuffle(order.AsSpan());
        int decided = Decisions(log);
        foreach (Kind kind in order)
        {
            using Unit unit = new(bench, kind switch
            {
                Kind.Known => known.Dequeue(),
                Kind.Unknown => Unit.NewUuid(),
                Kind.Disabled => disabled,
                Kind.Enrolled => enrolled,
            });
            byte[] request = unit.Register();
            long started = Stopwatch.GetTimestamp();
            byte[]? reply = await road.AskAsync(request);
            times[kind].Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            Assert.NotNull(reply);
            await log.WaitForAsync(++decided, "is on its way", "Register of");
        }

        double[] of = [.. times[Kind.Known]];
        foreach (Kind kind in new[] { Kind.Unknown, Kind.Disabled, Kind.Enrolled })
        {
            double z = Ranks.Compare(of, [.. times[kind]]);
            Assert.True(
                Math.Abs(z) < Limit,
                $"{kind}: z = {z:F1}; medians {Median(of):F2} and {Median(times[kind]):F2} ms");
        }

        // It would have seen one: the same times, later by the width of their middle half.
        double[] sorted = [.. of.Order()];
        double width = sorted[sorted.Length * 3 / 4] - sorted[sorted.Length / 4];
        Assert.True(Ranks.Compare([.. of.Select(time => time + width)], [.. times[Kind.Unknown]]) > Limit);
    }

    [Fact]
    public async Task A_register_is_answered_before_anybody_looks_who_asked()
    {
        using Listened log = new();
        await using Bench bench = await Bench.StartAsync(
            options => options with
            {
                Bootstrap = options.Bootstrap with { DecideAfter = TimeSpan.FromSeconds(3) },
            },
            log);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        using Unit unit = new(bench, Unit.NewUuid());
        int before = Decisions(log);

        Assert.NotNull(await road.AskAsync(unit.Register()));

        Assert.Equal(before, Decisions(log));
        await log.WaitForAsync(before + 1, "is on its way", "Register of");
    }

    private static int Decisions(Listened log) => log.Lines.Count(line =>
        line.Contains("is on its way", StringComparison.Ordinal)
        || line.Contains("Register of", StringComparison.Ordinal));

    private static double Median(IEnumerable<double> times)
    {
        double[] sorted = [.. times.Order()];
        return sorted[sorted.Length / 2];
    }

    private static async Task<Queue<string>> KnownAsync(Bench bench)
    {
        Queue<string> known = new();
        for (int i = 0; i < Each; i++)
        {
            string uuid = Unit.NewUuid();
            await bench.ExpectAsync(uuid);
            known.Enqueue(uuid);
        }

        return known;
    }

    private static async Task<string> DisabledAsync(Bench bench)
    {
        Identity device = await bench.ExpectAsync(Unit.NewUuid());
        await bench.Server.Data.Registry.SetStateAsync(device, DeviceState.Disabled, CancellationToken.None);
        return device.Name;
    }

    private static async Task<string> EnrolledAsync(Bench bench, Road road)
    {
        using Unit unit = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(unit.Uuid);
        await unit.EnterAsync(bench, road);
        Assert.Equal(BootstrapCode.Ok, (await unit.AskAsync(road, unit.Enroll(), BootstrapOp.Enroll)).Code);
        return unit.Uuid;
    }
}
