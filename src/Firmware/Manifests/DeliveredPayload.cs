namespace Garita.Firmware.Manifests;

/// <summary>The bytes that travel, which the chunks are chunks of.</summary>
/// <param name="Kind">What they are to the image.</param>
/// <param name="Length">How many, at least one.</param>
/// <param name="Digest">Their SHA-256; of a plain image that of the image.</param>
public sealed record DeliveredPayload(PayloadKind Kind, long Length, Sha256Digest Digest);
