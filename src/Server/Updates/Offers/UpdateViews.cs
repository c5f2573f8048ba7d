using System.Text.Json;
using Garita.Contracts.Api.Updates;
using Garita.Firmware.Delivery;

namespace Garita.Server.Updates.Offers;

/// <summary>Records as the API shows them.</summary>
internal static class UpdateViews
{
    public static UpdateView Of(OfferRecord offer) => new()
    {
        Device = offer.Device.Name,
        Deployment = offer.Deployment,
        Attempt = offer.Attempt,
        Release = offer.Manifest.Hex,
        Version = offer.Version,
        State = offer.State,
        Paths = [.. offer.Paths.Select(path => path.Text())],
        Ask = offer.Ask,
        OfferedBy = offer.OfferedBy,
        Offered = offer.Offered,
        DeviceState = offer.DeviceState is { } state ? JsonNamingPolicy.KebabCaseLower.ConvertName($"{state}") : null,
        Reason = offer.Reason?.Text(),
        ChunksDone = offer.ChunksDone,
        ChunksTotal = offer.ChunksTotal,
        Running = offer.Running?.Hex,
        Reported = offer.Reported,
        NotTakenSince = offer.NotTakenSince,
    };
}
