namespace Garita.Contracts.Api.Bootstrap;

/// <summary>What waits of all devices, the one that came first ahead.</summary>
/// <param name="Items">At most 1,000.</param>
/// <param name="More">Whether there are more.</param>
public sealed record WaitingRegistrations(IReadOnlyList<WaitingRegistration> Items, bool More);
