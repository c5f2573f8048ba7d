using Garita.Contracts.Api.Releases;

namespace Garita.Server.Releases;

/// <summary>Records as the API shows them.</summary>
internal static class ReleaseViews
{
    public static ReleaseView Of(ReleasePair pair)
    {
        ManifestRecord release = pair.Release;
        return new ReleaseView(
            release.Vendor.ToString(),
            release.Class.ToString(),
            release.Version,
            release.State!.Value,
            Of(release),
            pair.WayBack is null ? null : Of(pair.WayBack),
            release.PublishedBy,
            release.Published);
    }

    public static TrustView Of(TrustRecord trust) => new(
        trust.Version, trust.Digest.Hex, trust.Document, trust.InstalledBy, trust.Installed, trust.LogIndex!.Value);

    private static ManifestView Of(ManifestRecord manifest) => new(
        manifest.Digest.Hex,
        manifest.Sequence,
        manifest.Epoch,
        manifest.Image.Hex,
        manifest.ImageBytes,
        manifest.Payload.Hex,
        manifest.PayloadBytes,
        manifest.ChunkBytes,
        manifest.Signers,
        manifest.TrustVersion,
        manifest.LogIndex!.Value);
}
