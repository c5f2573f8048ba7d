using Garita.Device.Update.Agent.Routes;
using Garita.Device.Update.Machine;
using Garita.Firmware.Delivery;
using Garita.MqttClient;

namespace Garita.Device.Update.Agent;

/// <summary>Goes over the paths of an offer in their order, each until it is of no more use.</summary>
internal sealed class ImageFetcher(
    UpdateMachine machine, UpdateReporter reporter, UpdateLine line, UpdateAgentParts parts)
{
    /// <summary>
    /// One round over every path. Null when the machine needs no more; why not, where every path was of no more use.
    /// </summary>
    public async Task<UpdateReason?> RoundAsync(JudgedOffer offer, CancellationToken cancellationToken)
    {
        ImageFetch fetch = new(machine, offer.Release!.Image, line, parts.Options, parts.Clock)
        {
            Taken = stop => reporter.TellAsync(UpdateState.Downloading, null, stop),
        };
        bool allBad = true;
        foreach (DeliveryPath path in offer.Message.Paths)
        {
            RouteEnd end = await FetchAsync(path, fetch, cancellationToken).ConfigureAwait(false);
            if (end == RouteEnd.Done)
            {
                return null;
            }

            allBad &= end == RouteEnd.BadChunks;
            UpdateLog.PathLeft(parts.Logger, path, end.ToString(), machine.Progress?.Missing ?? 0);
        }

        // A round that brought something costs nothing: a bad link gets there in pieces.
        if (!fetch.HasProgress)
        {
            machine.CountFruitless();
        }

        return allBad ? UpdateReason.BadChunks : UpdateReason.NoPath;
    }

    private static async Task<RouteEnd> FetchAsync(DeliveryPath path, ImageFetch fetch, CancellationToken stop)
    {
        IImageRoute route = path switch
        {
            DeliveryPath.Https => new HttpsRoute(),
            DeliveryPath.Mqtt => new RequestRoute(),
            DeliveryPath.Carousel => new CarouselRoute(),
        };
        try
        {
            return await route.FetchAsync(fetch, stop).ConfigureAwait(false);
        }
        catch (MqttClientException)
        {
            return RouteEnd.Failed;
        }
    }
}
