namespace Garita.Contracts.Api.Releases;

/// <summary>One page of releases, the newest first.</summary>
/// <param name="Items">The releases.</param>
/// <param name="Next">Pass as <c>after</c> for the next page; null on the last.</param>
public sealed record ReleasePage(IReadOnlyList<ReleaseView> Items, string? Next);
