using Garita.Contracts.Bootstrap;
using Garita.Enrollment.Registrations;

namespace Garita.Server.Bootstrap.Storage;

/// <summary>How a device will ask for its certificate.</summary>
/// <param name="Factor">What its login must show.</param>
/// <param name="Address">With a code: where it is sent.</param>
/// <param name="TotpSeed">With a time-based password: the seed. Secret.</param>
/// <param name="Batch">The batch whose birth certificate it must come with; null for any.</param>
/// <param name="Living">How it goes on.</param>
public sealed record BootstrapTerms(
    SecondFactor Factor, string? Address, ReadOnlyMemory<byte>? TotpSeed, string? Batch, DeviceLiving Living)
{
    /// <inheritdoc/>
    public override string ToString() => $"BootstrapTerms {{ {Factor} }}";
}
