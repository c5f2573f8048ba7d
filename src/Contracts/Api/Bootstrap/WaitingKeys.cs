namespace Garita.Contracts.Api.Bootstrap;

/// <summary>Keys that registered as a device and wait for a code or a person.</summary>
/// <param name="Items">The keys, the one that came first ahead.</param>
public sealed record WaitingKeys(IReadOnlyList<WaitingKey> Items);
