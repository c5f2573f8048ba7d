namespace Garita.Firmware.Manifests;

/// <summary>The texts of a manifest in one language. They are for people; nothing is decided by them.</summary>
/// <param name="Language">A language tag (RFC 5646).</param>
/// <param name="Description">What the manifest is.</param>
/// <param name="UpdateDescription">What the update changes.</param>
/// <param name="Components">What is said of single components.</param>
public sealed record ManifestText(
    string Language,
    string? Description,
    string? UpdateDescription,
    IReadOnlyDictionary<ComponentId, ComponentText> Components);
