using System.Security.Cryptography;
using Garita.Authority.Keys;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Identities;
using Garita.Enrollment.Grants;
using Garita.Enrollment.Registrations;
using Garita.Enrollment.Sessions;
using Garita.Enrollment.Tokens;
using Garita.Pki.Jose;
using Garita.TestKit;

namespace Garita.Enrollment.Tests;

/// <summary>All desks over one memory and one clock that tests turn.</summary>
internal sealed class Desks : IDisposable
{
    public const string Batch = "batch-7";

    private int _sequence;

    public Desks(EnrollmentOptions? options = null)
    {
        Options = options ?? new EnrollmentOptions();
        Options.Validate();
        Mint = new TokenMint(Options, Secrets, TokenKey);
        Registrations = new RegistrationDesk(Options, Secrets, Memory, Time);
        Logins = new LoginDesk(Options, Secrets, Mint, Memory, Time);
        Sessions = new SessionDesk(Options, Secrets, Mint, Memory, Time);
        Grants = new GrantDesk(Options, Memory, Time);
    }

    public EnrollmentOptions Options { get; }

    public EnrollmentMemory Memory { get; } = new();

    public ManualTimeProvider Time { get; } = new();

    public EnrollmentSecrets Secrets { get; } = new(RandomNumberGenerator.GetBytes(32));

    public SoftwareSigningKey TokenKey { get; } = SoftwareSigningKey.Generate();

    public TokenMint Mint { get; }

    public RegistrationDesk Registrations { get; }

    public LoginDesk Logins { get; }

    public SessionDesk Sessions { get; }

    public GrantDesk Grants { get; }

    public static Identity Uuid(int number) => Identity.Device($"0b1f7a52-7d0e-4f0a-9c55-{number:d12}");

    /// <summary>A device in the registry, to be sent codes.</summary>
    public Identity Known(int number = 1, Func<EnrolledDevice, EnrolledDevice>? change = null)
    {
        EnrolledDevice device = new(Uuid(number)) { Factor = SecondFactor.Sms, Address = "+34600000000" };
        Memory.Put(change is null ? device : change(device));
        return device.Device;
    }

    public Task<RegisterResult> RegisterAsync(
        Identity device, Unit unit, string batch = Batch, SecondFactor factor = SecondFactor.Sms) =>
        Registrations.RegisterAsync(
            new RegisterRequest(device, unit.Thumbprint, batch, factor), CancellationToken.None);

    public Task<LoginResult> LoginAsync(Identity device, Unit unit, string? code, string batch = Batch) =>
        Logins.LoginAsync(Login(device, unit, code, batch), CancellationToken.None);

    public LoginRequest Login(
        Identity device, Unit unit, string? code, string batch = Batch, SecondFactor factor = SecondFactor.Sms) =>
        new(device, unit.Key.PublicKey, unit.Thumbprint, batch, Next()) { Factor = factor, Code = code };

    /// <summary>Register, code, login.</summary>
    public async Task<IssuedTokens> EnterAsync(Identity device, Unit unit)
    {
        RegisterResult registered = await RegisterAsync(device, unit);
        LoginResult entered = await LoginAsync(device, unit, registered.Message!.Code.Reveal());
        Assert.Equal(LoginRefusal.None, entered.Refusal);
        return entered.Tokens!;
    }

    public SignedCall Call(Identity device, Unit unit) => new(device, unit.Thumbprint, Next());

    public RequestNumber Next() => new(++_sequence, BootstrapWire.HashOf(BitConverter.GetBytes(_sequence)));

    public void Dispose()
    {
        Mint.Dispose();
        TokenKey.Dispose();
    }

    /// <summary>A device's own key.</summary>
    internal sealed class Unit : IDisposable
    {
        public SoftwareSigningKey Key { get; } = SoftwareSigningKey.Generate();

        public string Thumbprint => KeyThumbprint.Of(Key.PublicKey).Text;

        public void Dispose() => Key.Dispose();
    }
}
