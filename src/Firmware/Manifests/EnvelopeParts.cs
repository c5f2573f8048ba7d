namespace Garita.Firmware.Manifests;

/// <summary>What an envelope consists of.</summary>
internal sealed record EnvelopeParts(Sha256Digest Digest, ReadOnlyMemory<byte> Manifest)
{
    public IReadOnlyList<ReadOnlyMemory<byte>> Signatures { get; init; } = [];

    public IReadOnlyDictionary<ManifestSection, ReadOnlyMemory<byte>> Sections { get; init; } =
        new Dictionary<ManifestSection, ReadOnlyMemory<byte>>();

    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> IntegratedPayloads { get; init; } =
        new Dictionary<string, ReadOnlyMemory<byte>>();
}
