namespace Garita.Contracts.Api.Releases;

/// <summary>Bytes that the server keeps for releases: an image, or an encrypted one.</summary>
/// <param name="Digest">SHA-256 over the bytes, 64 lower-case hex digits; the name they are kept by.</param>
/// <param name="Bytes">How many there are.</param>
/// <param name="Releases">How many releases need them; only bytes that none needs can be deleted.</param>
public sealed record ImageView(string Digest, long Bytes, int Releases);
