using System.Net.Http.Json;
using Garita.Contracts.Api;
using Garita.Contracts.Api.Updates;
using Garita.Firmware.Delivery;
using Garita.MqttClient;
using Garita.Server.Hosting;

namespace Garita.Server.Tests.Updates;

/// <summary>Offers that do not reach their device are seen.</summary>
public sealed class TakeUpTests
{
    private const string Device = "ABCD1234";

    [Fact]
    public async Task Device_that_is_there_and_says_nothing_of_its_offer_is_shown_until_it_does()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(AtOnce, Device);
        BrokerClient client = await house.ConnectAsync(Device);
        DateTimeOffset before = TimeProvider.System.GetUtcNow();
        await house.OfferAsync(Device);

        DateTimeOffset since = await NotTakenAsync(house);

        Assert.InRange(since, before, TimeProvider.System.GetUtcNow());
        await UpdateHouse.ReportAsync(client, Device, house.Status(UpdateState.Downloading));
        Assert.Null((await ViewAsync(house)).NotTakenSince);
    }

    [Fact]
    public async Task Device_that_was_not_there_is_not_blamed_and_counts_from_its_first_connection()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(AtOnce, Device, "OTHER");
        await house.OfferAsync(Device);
        await house.ConnectAsync("OTHER");
        Assert.Null((await ViewAsync(house)).NotTakenSince);
        DateTimeOffset before = TimeProvider.System.GetUtcNow();

        await house.ConnectAsync(Device);

        Assert.InRange(await NotTakenAsync(house), before, TimeProvider.System.GetUtcNow());
        await house.Updates.Desk.WithdrawAsync("spring", null, "operator:ana", CancellationToken.None);
        Assert.Null((await ViewAsync(house)).NotTakenSince);
    }

    [Fact]
    public async Task Device_has_its_time_to_answer()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        await house.ConnectAsync(Device);
        await house.OfferAsync(Device);

        Assert.Null((await ViewAsync(house)).NotTakenSince);
    }

    private static GaritaOptions AtOnce(GaritaOptions options) => options with
    {
        Updates = options.Updates with { NotTakenAfter = TimeSpan.FromTicks(1) },
    };

    private static async Task<UpdateView> ViewAsync(UpdateHouse house)
    {
        UpdatePage? page = await house.Server.Api.GetFromJsonAsync(
            $"updates?device={Device}", ApiJson.Default.UpdatePage);
        return Assert.Single(page!.Items);
    }

    private static async Task<DateTimeOffset> NotTakenAsync(UpdateHouse house)
    {
        DateTimeOffset patience = TimeProvider.System.GetUtcNow().AddSeconds(20);
        while (TimeProvider.System.GetUtcNow() < patience)
        {
            if ((await ViewAsync(house)).NotTakenSince is { } since)
            {
                return since;
            }
        }

        throw new InvalidOperationException("it was never shown");
    }
}
