using Garita.Contracts.Api.Devices;

namespace Garita.Contracts.Api.People;

/// <summary>A service or operator that was just added.</summary>
/// <param name="Identity">The registry's record.</param>
/// <param name="Certificate">Its first certificate.</param>
public sealed record IdentityAdded(IdentityView Identity, IssuedCertificate Certificate);
