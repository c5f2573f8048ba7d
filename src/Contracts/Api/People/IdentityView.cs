using Garita.Contracts.Api.Devices;

namespace Garita.Contracts.Api.People;

/// <summary>A service or an operator as the registry knows it.</summary>
/// <param name="Name">The name without its kind: <c>ana</c>.</param>
/// <param name="CommonName">The name in its certificates: <c>operator:ana</c>.</param>
/// <param name="State">Whether it is let in.</param>
/// <param name="Created">When it was added.</param>
/// <param name="LastSeen">When it was last heard; null if never.</param>
/// <param name="Certificates">Its active certificates.</param>
public sealed record IdentityView(
    string Name,
    string CommonName,
    DeviceState State,
    DateTimeOffset Created,
    DateTimeOffset? LastSeen,
    IReadOnlyList<CertificateView> Certificates);
