namespace Garita.Firmware.Delivery;

/// <summary>
/// Asks for consecutive chunks. The reply has the first of them, and as many of the rest as the server sends at once.
/// </summary>
/// <param name="Payload">Digest of what the chunks are cut from, as the manifest has it.</param>
/// <param name="First">Index of the first chunk.</param>
/// <param name="Count">How many, 1 to <see cref="DeliveryLimits.MaxChunks"/>.</param>
public sealed record ChunkRequest(Sha256Digest Payload, long First, int Count);
