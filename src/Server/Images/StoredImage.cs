using Garita.Firmware;

namespace Garita.Server.Images;

/// <summary>What the store holds under one digest.</summary>
/// <param name="Digest">SHA-256 over the bytes.</param>
/// <param name="Bytes">How many.</param>
public sealed record StoredImage(Sha256Digest Digest, long Bytes);
