using Garita.Contracts.Identities;
using Garita.Pki.Keys;

namespace Garita.Enrollment.Grants;

/// <summary>The last renewal that a device was granted.</summary>
/// <param name="Device">Whose.</param>
/// <param name="Key">For which key.</param>
/// <param name="At">When.</param>
public sealed record Renewal(Identity Device, PublicKeyHash Key, DateTimeOffset At);
