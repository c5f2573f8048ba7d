namespace Garita.Contracts.Api.Releases;

/// <summary>A published release.</summary>
/// <param name="Vendor">The vendor id, a UUID.</param>
/// <param name="Class">The class id, a UUID: which hardware it is for.</param>
/// <param name="Version">What people call it, from the manifest's text; null where it has none.</param>
/// <param name="State">Whether it may be offered.</param>
/// <param name="Manifest">What its manifest says. Its digest is the release's name.</param>
/// <param name="WayBack">The way back that was published with it; null where there is none.</param>
/// <param name="PublishedBy">The common name of the operator, or the name of the token, that published it.</param>
/// <param name="Published">When.</param>
public sealed record ReleaseView(
    string Vendor,
    string Class,
    string? Version,
    ReleaseState State,
    ManifestView Manifest,
    ManifestView? WayBack,
    string PublishedBy,
    DateTimeOffset Published);
