namespace Garita.Contracts.Api.Releases;

/// <summary>Every trust document that was installed, oldest first: what a device that was away long has to go through.
/// </summary>
/// <param name="Items">The documents.</param>
public sealed record TrustList(IReadOnlyList<TrustView> Items);
