namespace Garita.Contracts.Api.Bootstrap;

/// <summary>The keys of bootstrap: what is in force, then what was retired, the newest first.</summary>
/// <param name="Items">The keys; of the retired ones at most 100.</param>
public sealed record BootstrapKeyList(IReadOnlyList<BootstrapKeyView> Items);
