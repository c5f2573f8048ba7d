namespace Garita.Contracts.Api;

/// <summary>An error as every route answers it: RFC 9457 problem details, <c>application/problem+json</c>.</summary>
/// <param name="Type">A stable slug from <see cref="ProblemTypes"/>, as <c>urn:garita:problem:id-taken</c>.</param>
/// <param name="Title">The kind of error, in a few words; the same for every error of one type.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What went wrong this time and what would be right.</param>
/// <param name="Field">The member, or query parameter, that was wrong; null where no single one was.</param>
/// <param name="Reason">
/// Why, as a word of a closed set, where a type has several: <c>below-threshold</c> of a release that was refused.
/// </param>
public sealed record Problem(
    string Type, string Title, int Status, string? Detail = null, string? Field = null, string? Reason = null);
