using Garita.Bootstrap.Tests.Fixtures;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Enrollment.Codes;
using Garita.Enrollment.Registrations;
using Garita.Server.Bootstrap.Storage;

namespace Garita.Bootstrap.Tests;

/// <summary>The memory of enrolment on the disk: one decision at a time, whoever asks from wherever.</summary>
public sealed class EnrollmentDatabaseTests
{
    [Fact]
    public async Task Guessing_from_many_connections_at_once_has_five_tries_in_all()
    {
        const int Connections = 8;
        const int Guesses = 5;
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(unit.Uuid);
        await using Road first = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        await unit.AskAsync(first, unit.Register(), BootstrapOp.Register);
        string code = await bench.ReadCodeAsync(unit.Identity);
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => GuessAsync(bench, unit, Guesses)));
        BootstrapReply right = await unit.AskAsync(first, unit.Login(code), BootstrapOp.Login);
        Assert.Equal(BootstrapCode.CodeRefused, right.Code);
        IReadOnlyList<Registration> left = await new EnrollmentDatabase(bench.Server.Data.Database).ReadAsync(
            records => records.RegistrationsOf(unit.Identity), CancellationToken.None);
        Assert.Equal((0, null), (left[0].TriesLeft, left[0].CodeMac));
    }

    [Fact]
    public async Task What_is_stored_is_read_back_whole()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        byte[] seed = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        await bench.ExpectAsync(unit.Uuid, SecondFactor.Totp, DeviceLiving.Tokens, seed);
        EnrollmentDatabase store = new(bench.Server.Data.Database);
        DateTimeOffset now = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123);
        EnrolledDevice device = (await store.ReadAsync(r => r.FindDevice(unit.Identity), CancellationToken.None))!;
        Assert.Equal(seed, device.TotpSeed!.Value.ToArray());
        Assert.Equal((SecondFactor.Totp, DeviceLiving.Tokens, true), (device.Factor, device.Living, device.IsActive));
        await store.ChangeAsync(
            records =>
            {
                records.Save(device with { CodeDay = now, CodesToday = 3, LastTotpStep = 7, IsReadmitted = true });
                records.Save(new CodeSpending("*", now, 4, now));
                return true;
            },
            CancellationToken.None);
        EnrolledDevice found = (await store.ReadAsync(r => r.FindDevice(unit.Identity), CancellationToken.None))!;
        Assert.Equal((now, 3, 7, true), (found.CodeDay, found.CodesToday, found.LastTotpStep, found.IsReadmitted));
        Assert.Equal(
            new CodeSpending("*", now, 4, now),
            await store.ReadAsync(r => r.FindSpending("*"), CancellationToken.None));
    }

    [Fact]
    public async Task A_device_that_waits_to_be_asked_for_outlives_a_restart()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(unit.Uuid);
        await bench.RestartAsync();
        Assert.NotNull(bench.Server.Data.Registry.Get(unit.Identity));
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        Assert.Equal(BootstrapCode.Ok, (await unit.EnterAsync(bench, road)).Code);
    }

    [Fact]
    public async Task A_time_based_password_is_all_a_device_with_a_seed_shows()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        byte[] seed = new byte[32];
        await bench.ExpectAsync(unit.Uuid, SecondFactor.Totp, seed: seed);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        BootstrapReply registered = await unit.AskAsync(
            road, unit.Register(SecondFactor.Sms, SecondFactor.Totp), BootstrapOp.Register);
        Assert.Equal(SecondFactor.Totp, registered.Registered!.Factor);
        BootstrapReply reply;
        int tries = 0;
        do
        {
            // The decision about the registration may come after its answer.
            string password = Totp.Compute(seed, Totp.StepOf(TimeProvider.System.GetUtcNow()));
            reply = await unit.AskAsync(road, unit.Login(password, SecondFactor.Totp), BootstrapOp.Login);
        }
        while (reply.Code == BootstrapCode.CodeRefused && ++tries < 50);

        Assert.Equal(BootstrapCode.Ok, reply.Code);
    }

    private static async Task GuessAsync(Bench bench, Unit unit, int times)
    {
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        for (int i = 0; i < times; i++)
        {
            byte[] login;
            lock (unit)
            {
                login = unit.Login(OneTimeCode.Draw().Reveal());
            }

            BootstrapReply reply = await unit.AskAsync(road, login, BootstrapOp.Login);
            Assert.Equal(BootstrapCode.CodeRefused, reply.Code);
        }
    }
}
