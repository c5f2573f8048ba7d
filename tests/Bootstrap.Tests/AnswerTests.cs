using System.Diagnostics;
using Garita.Bootstrap.Tests.Fixtures;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;

namespace Garita.Bootstrap.Tests;

/// <summary>Enumeration: who is asked says nothing of who is known, in words or in time.</summary>
public sealed class AnswerTests
{
    [Fact]
    public async Task Known_unknown_disabled_and_enrolled_devices_are_answered_alike()
    {
        await using Bench bench = await Bench.StartAsync();
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        Unit[] units = [.. Enumerable.Range(0, 4).Select(_ => new Unit(bench, Unit.NewUuid()))];
        await bench.ExpectAsync(units[0].Uuid);
        await bench.ExpectAsync(units[1].Uuid);
        await bench.Server.Data.Registry.SetStateAsync(
            units[1].Identity, DeviceState.Disabled, CancellationToken.None);
        await bench.ExpectAsync(units[2].Uuid);
        await units[2].EnterAsync(bench, road);
        await units[2].AskAsync(road, units[2].Enroll(), BootstrapOp.Enroll);
        HashSet<string> told = [];
        foreach (Unit unit in units)
        {
            BootstrapReply registered = await unit.AskAsync(road, unit.Register(), BootstrapOp.Register);
            BootstrapReply refused = await unit.AskAsync(road, unit.Login("AAAA-AAAA-AAAA-AAAA"), BootstrapOp.Login);
            told.Add($"{registered.Code} {registered.Registered} {registered.RetryAfter} {refused.Code}");
            unit.Dispose();
        }

        Assert.Single(told);
    }

    [Fact]
    public async Task A_setting_restores_the_explicit_answer()
    {
        await using Bench bench = await Bench.StartAsync(
            options => options with { Bootstrap = options.Bootstrap with { AnswersExplicitly = true } });
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        using Unit known = new(bench, Unit.NewUuid());
        using Unit unknown = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(known.Uuid);
        Assert.Equal(
            BootstrapCode.UnknownDevice, (await unknown.AskAsync(road, unknown.Register(), BootstrapOp.Register)).Code);
        Assert.Equal(BootstrapCode.Ok, (await known.AskAsync(road, known.Register(), BootstrapOp.Register)).Code);
        Assert.Equal(
            BootstrapCode.FactorRefused,
            (await known.AskAsync(road, known.Register(SecondFactor.Approval), BootstrapOp.Register)).Code);
    }

    /// <summary>
    /// Welch's t over refused logins of known and of unknown devices, in turn. With 60 of each and a spread below
    /// 10 ms, a difference of 6 ms in the mean would be found with a power above 0.9 at |t| = 4; the floor of 50 ms
    /// hides what takes less.
    /// </summary>
    [Fact]
    public async Task The_time_of_a_refused_login_does_not_say_who_is_known()
    {
        const int Samples = 60;
        await using Bench bench = await Bench.StartAsync(options => options with
        {
            Bootstrap = options.Bootstrap with { RequestsPerSecondPerConnection = 1000 },
        });
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        List<double> known = [];
        List<double> unknown = [];
        for (int i = 0; i < Samples; i++)
        {
            using Unit unit = new(bench, Unit.NewUuid());
            using Unit nobody = new(bench, Unit.NewUuid());
            await bench.ExpectAsync(unit.Uuid);
            await unit.AskAsync(road, unit.Register(), BootstrapOp.Register);
            await nobody.AskAsync(road, nobody.Register(), BootstrapOp.Register);
            await bench.ReadCodeAsync(unit.Identity);
            foreach (Unit asked in i % 2 == 0 ? new[] { unit, nobody } : [nobody, unit])
            {
                byte[] login = asked.Login("AAAA-AAAA-AAAA-AAAA");
                long started = Stopwatch.GetTimestamp();
                byte[]? reply = await road.AskAsync(login);
                (asked == unit ? known : unknown).Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                Assert.NotNull(reply);
            }
        }

        double t = Welch(Middle(known), Middle(unknown));
        Assert.True(Math.Abs(t) < 4, $"t = {t:F2}; means {known.Average():F2} and {unknown.Average():F2} ms");
    }

    // The slowest tenth is the machine's, not ours.
    private static double[] Middle(List<double> times) => [.. times.Order().Take(times.Count * 9 / 10)];

    private static double Welch(double[] a, double[] b) =>
        (a.Average() - b.Average()) / Math.Sqrt((Variance(a) / a.Length) + (Variance(b) / b.Length));

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
    }
}
