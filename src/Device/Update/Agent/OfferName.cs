using Garita.Firmware;
using Garita.Firmware.Delivery;
using Garita.Firmware.Manifests;

namespace Garita.Device.Update.Agent;

/// <summary>What a status says of the offer that it is about.</summary>
/// <param name="Deployment">The server's name for it.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Manifest">The digest that its envelope declares; zeros where there is no envelope in it.</param>
public sealed record OfferName(string Deployment, int Attempt, Sha256Digest Manifest)
{
    /// <summary>Of an offer.</summary>
    public static OfferName Of(UpdateOfferMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new(
            message.Deployment,
            message.Attempt,
            Envelope.TryParse(message.Envelope.Span, out Envelope? envelope) == ManifestRefusal.None
                ? envelope!.ManifestDigest
                : default);
    }
}
