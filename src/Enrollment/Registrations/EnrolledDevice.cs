using Garita.Contracts.Bootstrap;
using Garita.Contracts.Identities;

namespace Garita.Enrollment.Registrations;

/// <summary>A device that may bootstrap, as the registry has it now.</summary>
/// <param name="Device">Who.</param>
public sealed record EnrolledDevice(Identity Device)
{
    /// <summary>Whether the registry lets it in.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>The batch whose birth certificate it must come with; null for any open one.</summary>
    public string? Batch { get; init; }

    /// <summary>The one factor that its login must show.</summary>
    public SecondFactor Factor { get; init; }

    /// <summary>With <see cref="SecondFactor.Sms"/>: where codes go, as the sender understands it.</summary>
    public string? Address { get; init; }

    /// <summary>With <see cref="SecondFactor.Totp"/>: the seed.</summary>
    public ReadOnlyMemory<byte>? TotpSeed { get; init; }

    /// <summary>Whether it may exchange its session for a certificate.</summary>
    public DeviceLiving Living { get; init; }

    /// <summary>Whether it ever had a certificate, in force or not.</summary>
    public bool HasCertificate { get; init; }

    /// <summary>Whether a person let it begin again although it had a certificate. Good for one.</summary>
    public bool IsReadmitted { get; init; }

    /// <summary>When the day of <see cref="CodesToday"/> began.</summary>
    public DateTimeOffset CodeDay { get; init; }

    /// <summary>Codes sent in that day.</summary>
    public int CodesToday { get; init; }

    /// <summary>The last step of a time-based password that was accepted.</summary>
    public long LastTotpStep { get; init; }

    /// <summary>Whether it may ask for a first certificate, or for one more.</summary>
    public bool MayBegin => !HasCertificate || IsReadmitted;

    /// <summary>A placeholder for the seed.</summary>
    public override string ToString() => $"EnrolledDevice {{ {Device.Name} }}";
}
