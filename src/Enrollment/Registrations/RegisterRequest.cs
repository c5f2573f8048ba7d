using Garita.Contracts.Bootstrap;
using Garita.Contracts.Identities;

namespace Garita.Enrollment.Registrations;

/// <summary>A key that asks to become a device.</summary>
/// <param name="Device">Whom it says to be.</param>
/// <param name="Key">The thumbprint of its key.</param>
/// <param name="Batch">The birth certificate it came with.</param>
/// <param name="Factor">The factor that it was told to show.</param>
public sealed record RegisterRequest(Identity Device, string Key, string Batch, SecondFactor Factor);
