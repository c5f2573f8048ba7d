namespace Garita.Contracts.Api.Releases;

/// <summary>Everything in the image store, in order of digest.</summary>
/// <param name="Items">The images.</param>
/// <param name="FreeBytes">How much more the store may take: its limit, or what the disk has left if less.</param>
public sealed record ImageList(IReadOnlyList<ImageView> Items, long FreeBytes);
