namespace Garita.Contracts.Api.Updates;

/// <summary>What became of an offer.</summary>
/// <param name="Deployment">What it is called.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Release">The manifest digest.</param>
/// <param name="Devices">Device by device, in the order asked.</param>
public sealed record UpdateOffered(string Deployment, int Attempt, string Release, IReadOnlyList<DeviceOffer> Devices);
