namespace Garita.Contracts.Api.Updates;

/// <summary>One page of updates, the newest first.</summary>
/// <param name="Items">The updates.</param>
/// <param name="Next">Pass as <c>after</c> for the next page; null on the last.</param>
public sealed record UpdatePage(IReadOnlyList<UpdateView> Items, string? Next);
