namespace Garita.Server.Releases;

/// <summary>What came of deleting an image.</summary>
internal enum ImageDeletion
{
    Done,
    Missing,
    InUse,
}
