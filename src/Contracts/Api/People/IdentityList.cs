namespace Garita.Contracts.Api.People;

/// <summary>All services, or all operators, in ordinal order of name.</summary>
/// <param name="Items">The holders.</param>
public sealed record IdentityList(IReadOnlyList<IdentityView> Items);
