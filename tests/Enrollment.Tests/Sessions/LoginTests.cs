using Garita.Contracts.Bootstrap;
using Garita.Contracts.Identities;
using Garita.Enrollment.Codes;
using Garita.Enrollment.Registrations;
using Garita.Enrollment.Sessions;

namespace Garita.Enrollment.Tests.Sessions;

public sealed class LoginTests : IDisposable
{
    private const string WrongCode = "AAAA-AAAA-AAAA-AAAA";

    private readonly Desks _desks = new();
    private readonly Desks.Unit _unit = new();
    private readonly Desks.Unit _thief = new();

    public void Dispose()
    {
        _desks.Dispose();
        _unit.Dispose();
        _thief.Dispose();
    }

    [Fact]
    public async Task The_code_gives_tokens_once()
    {
        Identity device = _desks.Known();
        string code = await CodeAsync(device, _unit);
        Assert.Equal(LoginRefusal.None, await RefusalAsync(device, _unit, code));
        Assert.Equal(LoginRefusal.NoRegistration, await RefusalAsync(device, _unit, code));
    }

    [Fact]
    public async Task A_code_is_worth_nothing_after_ten_minutes()
    {
        Identity device = _desks.Known();
        string code = await CodeAsync(device, _unit);
        _desks.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(LoginRefusal.NoRegistration, await RefusalAsync(device, _unit, code));
    }

    // Who reads the SMS and has another key has nothing: the code belongs to the key that registered.
    [Fact]
    public async Task A_code_read_by_another_is_worth_nothing_with_another_key()
    {
        Identity device = _desks.Known();
        string code = await CodeAsync(device, _unit);
        await CodeAsync(device, _thief);
        Assert.Equal(LoginRefusal.WrongCode, await RefusalAsync(device, _thief, code));
        Assert.Equal(LoginRefusal.None, await RefusalAsync(device, _unit, code));
    }

    // What is not stopped: who swapped the SIM registers a key of his own and is sent the code.
    [Fact]
    public async Task A_swapped_sim_gets_in_where_a_code_is_all_that_is_asked_for()
    {
        Identity device = _desks.Known();
        string code = await CodeAsync(device, _thief);
        Assert.Equal(LoginRefusal.None, await RefusalAsync(device, _thief, code));
    }

    // What stops it: a seed that never left the device.
    [Fact]
    public async Task A_swapped_sim_gets_nothing_where_the_device_has_a_seed()
    {
        Identity device = _desks.Known(1, d => d with { Factor = SecondFactor.Totp, TotpSeed = new byte[32] });
        RegisterResult bySms = await _desks.RegisterAsync(device, _thief);
        Assert.Equal(RegisterRefusal.NoCommonFactor, bySms.Refusal);
        await _desks.RegisterAsync(device, _thief, factor: SecondFactor.Totp);
        Assert.Equal(LoginRefusal.WrongCode, await TotpAsync(device, _thief, "12345678"));
    }

    [Fact]
    public async Task A_time_based_password_gives_tokens_once()
    {
        byte[] seed = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        Identity device = _desks.Known(1, d => d with { Factor = SecondFactor.Totp, TotpSeed = seed });
        string password = Totp.Compute(seed, Totp.StepOf(_desks.Time.GetUtcNow()));
        RegisterResult registered = await _desks.RegisterAsync(device, _unit, factor: SecondFactor.Totp);
        Assert.Null(registered.Message);
        Assert.Equal(LoginRefusal.None, await TotpAsync(device, _unit, password));

        // Read over a shoulder, shown by another key within the same half minute.
        await _desks.RegisterAsync(device, _thief, factor: SecondFactor.Totp);
        Assert.Equal(LoginRefusal.WrongCode, await TotpAsync(device, _thief, password));
    }

    [Fact]
    public async Task Guessing_a_time_based_password_ends_after_five()
    {
        byte[] seed = new byte[32];
        Identity device = _desks.Known(1, d => d with { Factor = SecondFactor.Totp, TotpSeed = seed });
        await _desks.RegisterAsync(device, _thief, factor: SecondFactor.Totp);
        for (int i = 0; i < 5; i++)
        {
            await TotpAsync(device, _thief, "00000000");
        }

        string password = Totp.Compute(seed, Totp.StepOf(_desks.Time.GetUtcNow()));
        Assert.Equal(LoginRefusal.Burned, await TotpAsync(device, _thief, password));
    }

    [Fact]
    public async Task A_person_says_yes_or_nothing_happens()
    {
        Identity device = _desks.Known(1, d => d with { Factor = SecondFactor.Approval });
        await _desks.RegisterAsync(device, _unit, factor: SecondFactor.Approval);
        LoginRequest login = _desks.Login(device, _unit, null, factor: SecondFactor.Approval);
        Assert.Equal(
            LoginRefusal.Pending, (await _desks.Logins.LoginAsync(login, CancellationToken.None)).Refusal);
        _desks.Memory.Save(_desks.Memory.RegistrationsOf(device)[0] with { IsApproved = true });
        Assert.Equal(
            LoginRefusal.None, (await _desks.Logins.LoginAsync(login, CancellationToken.None)).Refusal);
    }

    [Fact]
    public async Task The_fifth_wrong_code_burns_it()
    {
        Identity device = _desks.Known();
        string code = await CodeAsync(device, _unit);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(LoginRefusal.WrongCode, await RefusalAsync(device, _unit, WrongCode));
        }

        Assert.Equal(LoginRefusal.Burned, await RefusalAsync(device, _unit, WrongCode));
        Assert.Equal(LoginRefusal.Burned, await RefusalAsync(device, _unit, code));
    }

    // From many connections at once: the tries are counted where they are used up.
    [Fact]
    public async Task Parallel_guesses_have_five_tries_between_them()
    {
        Identity device = _desks.Known();
        await CodeAsync(device, _unit);
        LoginRequest[] guesses =
            [.. Enumerable.Range(0, 200).Select(_ => _desks.Login(device, _unit, OneTimeCode.Draw().Reveal()))];
        LoginResult[] results = await Task.WhenAll(guesses.AsParallel()
            .Select(guess => _desks.Logins.LoginAsync(guess, CancellationToken.None)));
        Assert.Equal(4, results.Count(r => r.Refusal == LoginRefusal.WrongCode));
        Assert.Equal(196, results.Count(r => r.Refusal == LoginRefusal.Burned));
    }

    [Fact]
    public async Task A_login_comes_with_the_birth_certificate_of_its_registration()
    {
        Identity device = _desks.Known();
        string code = await CodeAsync(device, _unit);
        LoginResult login = await _desks.LoginAsync(device, _unit, code, "batch-8");
        Assert.Equal(LoginRefusal.OtherBatch, login.Refusal);
    }

    // Hole 3 of the proof of concept: login did not ask the registry.
    [Fact]
    public async Task Nobody_whom_the_registry_does_not_let_in_logs_in()
    {
        Identity device = _desks.Known();
        string code = await CodeAsync(device, _unit);
        _desks.Memory.Put(_desks.Memory.FindDevice(device)! with { IsActive = false });
        Assert.Equal(LoginRefusal.DeviceDisabled, await RefusalAsync(device, _unit, code));
        Assert.Equal(LoginRefusal.UnknownDevice, await RefusalAsync(Desks.Uuid(9), _unit, code));
        _desks.Memory.Put(_desks.Memory.FindDevice(device)! with { IsActive = true, HasCertificate = true });
        Assert.Equal(LoginRefusal.AlreadyEnrolled, await RefusalAsync(device, _unit, code));
    }

    // Enumeration by timing: what costs time is the write, and each refusal makes exactly one.
    [Fact]
    public async Task Every_refusal_costs_one_write_and_one_count()
    {
        Identity known = _desks.Known();
        await CodeAsync(known, _unit);
        Identity disabled = _desks.Known(2, d => d with { IsActive = false });
        foreach (Identity asked in new[] { known, disabled, Desks.Uuid(9) })
        {
            (int writes, int refusals) = (_desks.Memory.Writes, _desks.Memory.Refusals);
            Assert.NotEqual(LoginRefusal.None, await RefusalAsync(asked, _unit, WrongCode));
            Assert.Equal((writes + 1, refusals + 1), (_desks.Memory.Writes, _desks.Memory.Refusals));
        }
    }

    [Fact]
    public async Task A_login_whose_reply_was_lost_is_answered_again_with_the_same_tokens()
    {
        Identity device = _desks.Known();
        LoginRequest login = _desks.Login(device, _unit, await CodeAsync(device, _unit));
        _desks.Memory.FailsAfterNextWrite = true;
        await Assert.ThrowsAsync<IOException>(() => _desks.Logins.LoginAsync(login, CancellationToken.None));
        LoginResult first = await _desks.Logins.LoginAsync(login, CancellationToken.None);
        LoginResult second = await _desks.Logins.LoginAsync(login, CancellationToken.None);
        Assert.Equal(LoginRefusal.None, first.Refusal);
        Assert.Equal(first.Tokens!.Refresh.Reveal(), second.Tokens!.Refresh.Reveal());
    }

    [Fact]
    public async Task A_login_is_not_answered_again_once_its_tokens_were_used()
    {
        Identity device = _desks.Known();
        LoginRequest login = _desks.Login(device, _unit, await CodeAsync(device, _unit));
        IssuedTokens tokens = (await _desks.Logins.LoginAsync(login, CancellationToken.None)).Tokens!;
        await _desks.Sessions.AdmitAsync(_desks.Call(device, _unit), tokens.Access, CancellationToken.None);
        LoginResult again = await _desks.Logins.LoginAsync(login, CancellationToken.None);
        Assert.Equal(LoginRefusal.NoRegistration, again.Refusal);
    }

    private async Task<string> CodeAsync(Identity device, Desks.Unit unit) =>
        (await _desks.RegisterAsync(device, unit)).Message!.Code.Reveal();

    private async Task<LoginRefusal> RefusalAsync(Identity device, Desks.Unit unit, string code) =>
        (await _desks.LoginAsync(device, unit, code)).Refusal;

    private async Task<LoginRefusal> TotpAsync(Identity device, Desks.Unit unit, string code) =>
        (await _desks.Logins.LoginAsync(
            _desks.Login(device, unit, code, factor: SecondFactor.Totp), CancellationToken.None)).Refusal;
}
