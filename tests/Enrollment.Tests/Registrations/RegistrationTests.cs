using Garita.Contracts.Bootstrap;
using Garita.Contracts.Identities;
using Garita.Enrollment.Registrations;
using Garita.Enrollment.Sessions;

namespace Garita.Enrollment.Tests.Registrations;

public sealed class RegistrationTests : IDisposable
{
    private readonly Desks _desks = new();
    private readonly Desks.Unit _unit = new();
    private readonly Desks.Unit _other = new();

    public void Dispose()
    {
        _desks.Dispose();
        _unit.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task A_known_device_is_sent_a_code()
    {
        Identity device = _desks.Known();
        RegisterResult result = await _desks.RegisterAsync(device, _unit);
        Assert.Equal(RegisterRefusal.None, result.Refusal);
        Assert.Equal((device, "+34600000000"), (result.Message!.Device, result.Message.Address));
        Assert.Equal(_desks.Time.GetUtcNow() + TimeSpan.FromMinutes(10), result.Message.ExpiresAt);
    }

    [Fact]
    public async Task Nobody_else_costs_a_message()
    {
        Identity disabled = _desks.Known(2, d => d with { IsActive = false });
        Identity enrolled = _desks.Known(3, d => d with { HasCertificate = true });
        Identity foreign = _desks.Known(4, d => d with { Batch = "batch-8" });
        Identity totp = _desks.Known(5, d => d with { Factor = SecondFactor.Totp, TotpSeed = new byte[20] });
        Assert.Equal(RegisterRefusal.UnknownDevice, await RefusalOfAsync(Desks.Uuid(9)));
        Assert.Equal(RegisterRefusal.DeviceDisabled, await RefusalOfAsync(disabled));
        Assert.Equal(RegisterRefusal.AlreadyEnrolled, await RefusalOfAsync(enrolled));
        Assert.Equal(RegisterRefusal.OtherBatch, await RefusalOfAsync(foreign));
        Assert.Equal(RegisterRefusal.NoCommonFactor, await RefusalOfAsync(totp));
    }

    [Fact]
    public async Task A_readmitted_device_begins_again()
    {
        Identity device = _desks.Known(1, d => d with { HasCertificate = true, IsReadmitted = true });
        Assert.Equal(RegisterRefusal.None, await RefusalOfAsync(device));
    }

    [Fact]
    public async Task A_code_is_not_sent_again_within_a_minute()
    {
        Identity device = _desks.Known();
        await _desks.RegisterAsync(device, _unit);
        _desks.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(RegisterRefusal.TooSoon, await RefusalOfAsync(device));
        _desks.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(RegisterRefusal.None, await RefusalOfAsync(device));
    }

    [Fact]
    public async Task A_device_has_five_codes_a_day()
    {
        Identity device = _desks.Known();
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(RegisterRefusal.None, await RefusalOfAsync(device));
            _desks.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(RegisterRefusal.DailyLimit, await RefusalOfAsync(device));
        _desks.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(RegisterRefusal.None, await RefusalOfAsync(device));
    }

    // A TOTP password has eight digits: what protects it is how seldom it may be guessed at.
    [Fact]
    public async Task A_seed_is_guessed_at_no_oftener_than_five_registrations_a_day_allow()
    {
        Identity device = _desks.Known(
            1, d => d with { Factor = SecondFactor.Totp, TotpSeed = new byte[20], Address = null });
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(
                RegisterRefusal.None, (await _desks.RegisterAsync(device, _unit, factor: SecondFactor.Totp)).Refusal);
            _desks.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(
            RegisterRefusal.DailyLimit,
            (await _desks.RegisterAsync(device, _unit, factor: SecondFactor.Totp)).Refusal);
    }

    // Locking out a neighbour: whoever holds the batch's birth certificate and knows the uuid.
    [Fact]
    public async Task Two_registrations_live_side_by_side_and_the_first_cannot_be_pushed_out()
    {
        Identity device = _desks.Known();
        RegisterResult mine = await _desks.RegisterAsync(device, _unit);
        await _desks.RegisterAsync(device, _other);
        await GuessAsync(device, _other, times: 20);
        for (int i = 0; i < 2; i++)
        {
            using Desks.Unit another = new();
            Assert.Equal(
                RegisterRefusal.TooManyRegistrations, (await _desks.RegisterAsync(device, another)).Refusal);
            _desks.Time.Advance(TimeSpan.FromMinutes(1));
            await _desks.RegisterAsync(device, another);
        }

        LoginResult login = await _desks.LoginAsync(device, _unit, mine.Message!.Code.Reveal());
        Assert.Equal(LoginRefusal.None, login.Refusal);
    }

    [Fact]
    public async Task The_first_place_taken_by_a_stranger_leaves_the_device_the_second()
    {
        Identity device = _desks.Known();
        await _desks.RegisterAsync(device, _other);
        RegisterResult mine = await _desks.RegisterAsync(device, _unit);
        LoginResult login = await _desks.LoginAsync(device, _unit, mine.Message!.Code.Reveal());
        Assert.Equal(LoginRefusal.None, login.Refusal);
    }

    // Tripping the breaker with one birth certificate.
    [Fact]
    public async Task A_batch_that_spent_its_budget_takes_nothing_from_another()
    {
        using Desks desks = new(new EnrollmentOptions { CodesPerBatchPerHour = 3, CodesPerHour = 30 });
        List<RegisterRefusal> refusals = [];
        for (int i = 1; i <= 50; i++)
        {
            refusals.Add((await desks.RegisterAsync(desks.Known(i), _unit, "stolen")).Refusal);
        }

        Assert.Equal(3, refusals.Count(r => r == RegisterRefusal.None));
        Assert.Equal(47, refusals.Count(r => r == RegisterRefusal.BatchBudget));
        RegisterResult honest = await desks.RegisterAsync(desks.Known(51), _unit, "honest");
        Assert.Equal(RegisterRefusal.None, honest.Refusal);
        desks.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(
            RegisterRefusal.None, (await desks.RegisterAsync(desks.Known(52), _unit, "stolen")).Refusal);
    }

    [Fact]
    public async Task The_breaker_opens_rests_and_closes()
    {
        using Desks desks = new(new EnrollmentOptions { CodesPerBatchPerHour = 2, CodesPerHour = 2 });
        List<RegisterRefusal> refusals = [];
        for (int i = 1; i <= 4; i++)
        {
            refusals.Add((await desks.RegisterAsync(desks.Known(i), _unit, $"batch-{i}")).Refusal);
        }

        Assert.Equal(
            [RegisterRefusal.None, RegisterRefusal.None, RegisterRefusal.BreakerOpened, RegisterRefusal.BreakerOpen],
            refusals);
        desks.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(
            RegisterRefusal.BreakerOpen, (await desks.RegisterAsync(desks.Known(5), _unit, "batch-5")).Refusal);
        desks.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(RegisterRefusal.None, (await desks.RegisterAsync(desks.Known(6), _unit, "batch-6")).Refusal);
    }

    private async Task<RegisterRefusal> RefusalOfAsync(Identity device)
    {
        RegisterResult result = await _desks.RegisterAsync(device, _unit);
        Assert.Equal(result.Refusal == RegisterRefusal.None, result.Message is not null);
        return result.Refusal;
    }

    private async Task GuessAsync(Identity device, Desks.Unit unit, int times)
    {
        for (int i = 0; i < times; i++)
        {
            await _desks.LoginAsync(device, unit, "AAAA-AAAA-AAAA-AAAA");
        }
    }
}
