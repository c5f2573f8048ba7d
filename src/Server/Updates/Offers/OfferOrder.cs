using Garita.Contracts.Identities;
using Garita.Firmware;
using Garita.Firmware.Delivery;

namespace Garita.Server.Updates.Offers;

/// <summary>Asks to offer one release to devices.</summary>
internal sealed record OfferOrder
{
    /// <summary>What to call it, as <see cref="DeliveryLimits.IsDeployment"/> allows.</summary>
    public required string Deployment { get; init; }

    /// <summary>Which attempt at it, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>A published manifest: of a release, or of a way back.</summary>
    public required Sha256Digest Manifest { get; init; }

    /// <summary>To whom; each once.</summary>
    public required IReadOnlyList<Identity> Devices { get; init; }

    /// <summary>Whether they must ask once more before they activate.</summary>
    public bool Ask { get; init; } = true;

    /// <summary>By which ways, the preferred one first.</summary>
    public IReadOnlyList<DeliveryPath> Paths { get; init; } = [DeliveryPath.Https, DeliveryPath.Mqtt];

    /// <summary>The content key for these devices, where the image is encrypted.</summary>
    public byte[]? KeyOffer { get; init; }

    /// <summary>Who asks, for the logs.</summary>
    public required string Actor { get; init; }
}
