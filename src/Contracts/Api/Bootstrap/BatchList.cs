namespace Garita.Contracts.Api.Bootstrap;

/// <summary>All batches in ordinal order of name.</summary>
/// <param name="Items">The batches.</param>
public sealed record BatchList(IReadOnlyList<BatchView> Items);
