namespace Garita.Contracts.Api.Releases;

/// <summary>Asks to publish a release. What its manifests deliver must be in the image store already.</summary>
/// <param name="Envelope">The signed SUIT envelope, base64.</param>
/// <param name="WayBack">
/// The signed envelope that goes back to an earlier image under a higher sequence number, base64; left out where there
/// is nothing to go back to.
/// </param>
public sealed record PublishReleaseRequest(byte[] Envelope, byte[]? WayBack = null);
