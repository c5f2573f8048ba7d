namespace Garita.Contracts.Api.People;

/// <summary>An API token without its secret.</summary>
/// <param name="Name">What it was named.</param>
/// <param name="CreatedBy">The common name of the operator, or the name of the token, that made it.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">When it stops working.</param>
/// <param name="LastUsed">When it was last accepted, to the minute; null if never.</param>
public sealed record TokenView(
    string Name,
    string CreatedBy,
    DateTimeOffset Created,
    DateTimeOffset Expires,
    DateTimeOffset? LastUsed);
