namespace Garita.Contracts.Api.Releases;

/// <summary>Asks to publish a release whose images are stored already.</summary>
/// <param name="Envelope">The signed SUIT envelope, base64.</param>
/// <param name="WayBack">
/// The signed envelope that goes back to an earlier image under a higher sequence number, base64; left out where there
/// is nothing to go back to.
/// </param>
/// <param name="Payload">
/// SHA-256 of the stored bytes as 64 lower-case hex digits, where they are encrypted; left out where they are the image
/// that the manifest names.
/// </param>
/// <param name="WayBackPayload">The same for the way back.</param>
/// <param name="Version">What people call it, 1 to 64 characters; not signed.</param>
public sealed record PublishReleaseRequest(
    byte[] Envelope,
    byte[]? WayBack = null,
    string? Payload = null,
    string? WayBackPayload = null,
    string? Version = null);
