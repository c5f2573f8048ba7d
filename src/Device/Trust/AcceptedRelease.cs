using Garita.Firmware.Chunks;
using Garita.Firmware.Encryption;
using Garita.Firmware.Manifests;

namespace Garita.Device.Trust;

/// <summary>A release that passed every check a device makes before it fetches. Made by the gate alone.</summary>
public sealed class AcceptedRelease : IDisposable
{
    internal AcceptedRelease(VerifiedManifest manifest, ImageDescription image, ContentCipher? cipher)
    {
        Manifest = manifest;
        Image = image;
        Cipher = cipher;

        // The manifest's reader took the layout only where it covers the payload.
        Chunks = ChunkVerifier.TryCreate(image.Chunks, image.Payload.Length)
            ?? throw new ArgumentException("chunks that do not cover the payload", nameof(image));
    }

    /// <summary>The manifest.</summary>
    public VerifiedManifest Manifest { get; }

    /// <summary>The image it describes.</summary>
    public ImageDescription Image { get; }

    /// <summary>Checks what is fetched, chunk by chunk.</summary>
    public ChunkVerifier Chunks { get; }

    /// <summary>Decrypts what was checked; null where the image is not encrypted.</summary>
    public ContentCipher? Cipher { get; }

    /// <inheritdoc/>
    public void Dispose() => Cipher?.Dispose();
}
