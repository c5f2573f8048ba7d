namespace Garita.Firmware.Manifests;

/// <summary>What is delivered in place of an image, numbered as on the wire. An unknown number is refused.</summary>
public enum PayloadKind
{
    /// <summary>The image itself. Never written: it is what the absence of a kind says.</summary>
    Image = 0,

    /// <summary>
    /// The image under AES-128-CTR, byte for byte as long as the image. Its key travels outside the manifest.
    /// </summary>
    EncryptedImage = 1,
}
