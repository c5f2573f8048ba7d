namespace Garita.Contracts.Api.Updates;

/// <summary>Asks to offer a published release to devices.</summary>
/// <param name="Deployment">What to call it: 1 to 64 of <c>A-Z a-z 0-9 - _</c>.</param>
/// <param name="Release">The manifest digest of a release or of a way back, 64 hex digits.</param>
/// <param name="Devices">1 to 1000 ids.</param>
/// <param name="Attempt">Which attempt, from 1; 1 where it is left out.</param>
/// <param name="Ask">Whether devices must ask once more before they activate; true where it is left out.</param>
/// <param name="Paths">
/// <c>https</c>, <c>mqtt</c>, <c>carousel</c>, the preferred one first; the first two where it is left out.
/// </param>
/// <param name="KeyOffer">The content key for these devices, base64; where the image is encrypted.</param>
public sealed record OfferUpdateRequest(
    string Deployment,
    string Release,
    IReadOnlyList<string> Devices,
    int? Attempt = null,
    bool? Ask = null,
    IReadOnlyList<string>? Paths = null,
    byte[]? KeyOffer = null);
