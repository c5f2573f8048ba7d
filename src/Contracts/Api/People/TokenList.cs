namespace Garita.Contracts.Api.People;

/// <summary>All tokens that were not revoked, in ordinal order of name.</summary>
/// <param name="Items">The tokens.</param>
public sealed record TokenList(IReadOnlyList<TokenView> Items);
