namespace Garita.Contracts.Api.Updates;

/// <summary>What was taken back.</summary>
/// <param name="Deployment">What it is called.</param>
/// <param name="Devices">From whom; not those for which it stood no more.</param>
public sealed record UpdateWithdrawn(string Deployment, IReadOnlyList<string> Devices);
