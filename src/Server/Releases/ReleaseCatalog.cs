using Garita.Contracts.Api.Releases;
using Garita.Firmware;
using Garita.Server.Images;
using Garita.Server.Storage;

namespace Garita.Server.Releases;

/// <summary>What was published, for reading.</summary>
internal sealed class ReleaseCatalog(Database database, ImageStore images)
{
    /// <summary>A page of releases, the newest first.</summary>
    /// <param name="vendor">Only this vendor's; null for all.</param>
    /// <param name="forClass">Only this class's; null for all.</param>
    /// <param name="before">Only releases before this id; <see cref="long.MaxValue"/> for the first page.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<List<ReleasePair>> PageAsync(
        Guid? vendor, Guid? forClass, long before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<List<ReleasePair>>(
            db =>
            [
                .. ManifestTable.Page(db, vendor, forClass, before, limit)
                    .Select(release => new ReleasePair(release, ManifestTable.WayBackOf(db, release.Id))),
            ],
            cancellationToken);

    /// <summary>A published manifest, be it a release or a way back; null where there is none.</summary>
    public Task<ManifestRecord?> ManifestAsync(Sha256Digest digest, CancellationToken cancellationToken) =>
        database.ReadAsync(
            db => ManifestTable.Find(db, digest) is { State: not null } manifest ? manifest : null, cancellationToken);

    /// <summary>All images.</summary>
    public Task<List<ImageView>> ImagesAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredImage> stored = images.List();
        return database.ReadAsync<List<ImageView>>(
            db =>
            [
                .. stored.Select(image => new ImageView(
                    image.Digest.Hex, image.Bytes, ManifestTable.CountOf(db, image.Digest))),
            ],
            cancellationToken);
    }

    /// <summary>One image with how many manifests need it.</summary>
    public Task<ImageView> ImageAsync(StoredImage image, CancellationToken cancellationToken) => database.ReadAsync(
        db => new ImageView(image.Digest.Hex, image.Bytes, ManifestTable.CountOf(db, image.Digest)),
        cancellationToken);
}
