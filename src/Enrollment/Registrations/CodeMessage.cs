using Garita.Contracts.Identities;
using Garita.Enrollment.Codes;

namespace Garita.Enrollment.Registrations;

/// <summary>A code to be sent, out of band.</summary>
/// <param name="Device">For whom.</param>
/// <param name="Address">Where to.</param>
/// <param name="Code">The code.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
public sealed record CodeMessage(Identity Device, string Address, OneTimeCode Code, DateTimeOffset ExpiresAt);
