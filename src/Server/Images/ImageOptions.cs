namespace Garita.Server.Images;

/// <summary>Limits of the image store.</summary>
public sealed record ImageOptions
{
    /// <summary>
    /// The longest image in bytes: beyond the root file systems of the devices that this is for, and verified from the
    /// disk within a minute.
    /// </summary>
    public long MaxImageBytes { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>
    /// All images together, in bytes: twenty of 1 GiB. Releases need few, and those that none needs can be deleted.
    /// </summary>
    public long MaxStoreBytes { get; init; } = 20L * 1024 * 1024 * 1024;

    /// <summary>
    /// What an upload leaves free on the disk, in bytes: the database and the audit log go on for a while on it.
    /// </summary>
    public long MinFreeBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Uploads at one time: each writes as fast as the disk takes it, and telemetry needs it too.</summary>
    public int MaxUploads { get; init; } = 2;

    /// <summary>How much is read, hashed and written at once, in bytes: fewer would cost speed.</summary>
    public int BufferBytes { get; init; } = 128 * 1024;
}
