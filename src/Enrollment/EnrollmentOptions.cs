namespace Garita.Enrollment;

/// <summary>All limits of enrolment. Each default says why it is that number.</summary>
public sealed record EnrollmentOptions
{
    /// <summary>How long a code may be used. 10 min: NIST SP 800-63B 5.1.3.2.</summary>
    public TimeSpan CodeLife { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Wrong codes after which a code is worth nothing. 5: what a person who types it needs; a guess among 2^80 needs
    /// more.
    /// </summary>
    public int CodeTries { get; init; } = 5;

    /// <summary>
    /// Before this a registration is sent no other code. 1 min: how long an SMS usually takes.
    /// </summary>
    public TimeSpan ResendAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Codes a day for one device. 5: every message costs the maker money, and a device needs one in its life.
    /// </summary>
    public int CodesPerDevicePerDay { get; init; } = 5;

    /// <summary>
    /// Registrations of one device at one time. 2: who holds a batch's birth certificate can take one and leave the
    /// device the other; the first to come keeps its place.
    /// </summary>
    public int RegistrationsPerDevice { get; init; } = 2;

    /// <summary>
    /// Codes an hour for devices that came with one batch's birth certificate. 200: a pallet that is unpacked; a tenth
    /// of all, so that one stolen birth certificate cannot use up what the others need.
    /// </summary>
    public int CodesPerBatchPerHour { get; init; } = 200;

    /// <summary>
    /// Codes an hour in all; one more opens the breaker. 2,000: at a few cents each, what toll fraud can cost before a
    /// person looks.
    /// </summary>
    public int CodesPerHour { get; init; } = 2_000;

    /// <summary>How long no codes go out once the breaker is open. 1 h: for a person to look.</summary>
    public TimeSpan BreakerRest { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long an access token is good. 10 min: short (RFC 9700), and kind to a battery.</summary>
    public TimeSpan AccessLife { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long a session may be silent until its refresh token is worth nothing (RFC 9700 4.14.2). 30 days: a machine
    /// that stands still over a holiday goes on.
    /// </summary>
    public TimeSpan RefreshLife { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long a request whose reply was lost may be repeated. 5 min: a mobile network that comes back.
    /// </summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Before this a device gets no other certificate by showing the one it has. 1 h: it needs one in months, and each
    /// is kept for good.
    /// </summary>
    public TimeSpan RenewAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> where an option is out of its range.</summary>
    public void Validate()
    {
        InRange(CodeTries, 1, 10, nameof(CodeTries));
        InRange(CodesPerDevicePerDay, 1, 100, nameof(CodesPerDevicePerDay));
        InRange(RegistrationsPerDevice, 2, 16, nameof(RegistrationsPerDevice));
        InRange(CodesPerHour, 1, 10_000_000, nameof(CodesPerHour));
        InRange(CodesPerBatchPerHour, 1, CodesPerHour, nameof(CodesPerBatchPerHour));
        Tellable(CodeLife, TimeSpan.FromHours(1), nameof(CodeLife));
        Tellable(ResendAfter, CodeLife, nameof(ResendAfter));
        InRange(BreakerRest, TimeSpan.FromDays(7), nameof(BreakerRest));
        Tellable(AccessLife, TimeSpan.FromHours(1), nameof(AccessLife));
        Tellable(RefreshLife, TimeSpan.FromDays(400), nameof(RefreshLife));
        InRange(Grace, TimeSpan.FromMinutes(10), nameof(Grace));
        InRange(RenewAfter, TimeSpan.FromDays(30), nameof(RenewAfter));
    }

    private static void InRange(int value, int least, int most, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"must be {least} to {most}");
        }
    }

    // Devices are told it in whole seconds.
    private static void Tellable(TimeSpan value, TimeSpan most, string name)
    {
        if (value < TimeSpan.FromSeconds(1) || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"must be a second at least and at most {most}");
        }
    }

    private static void InRange(TimeSpan value, TimeSpan most, string name)
    {
        if (value <= TimeSpan.Zero || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"must be more than nothing and at most {most}");
        }
    }
}
