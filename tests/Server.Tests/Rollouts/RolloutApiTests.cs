using System.Net;
using System.Net.Http.Json;
using Garita.Contracts.Api;
using Garita.Contracts.Api.Audit;
using Garita.Contracts.Api.Rollouts;
using Garita.Contracts.Topics;
using Garita.Firmware.Delivery;
using Garita.MqttClient;
using Garita.Server.Rollouts;
using Garita.Server.Tests.Updates;

namespace Garita.Server.Tests.Rollouts;

/// <summary>Rollouts over the whole server: API, offer desk, broker and devices.</summary>
public sealed class RolloutApiTests
{
    private static readonly string[] s_devices = ["UNIT0001", "UNIT0002", "UNIT0003"];

    [Fact]
    public async Task Release_that_devices_give_up_is_stopped_and_goes_back_over_the_whole_server()
    {
        await using UpdateHouse house = await StartAsync();
        List<BrokerClient> clients = [];
        foreach (string device in s_devices)
        {
            clients.Add(await house.ConnectAsync(device));
        }

        await CreateAsync(house, ", \"onFailure\": \"rollback\"");
        RolloutPreview preview = await GetAsync<RolloutPreview>(house, "rollouts/spring/preview");
        Assert.Equal((3, 3), (preview.Members, preview.Connected));
        await TellAsync(house, "start");

        // The first takes it; the others go back to what they had.
        UpdateOfferMessage first = await UpdateHouse.NextOfferAsync(clients[0], s_devices[0]);
        Assert.Equal(("rollout_spring", 1, true), (first.Deployment, first.Attempt, first.Ask));
        await ReportAsync(house, clients[0], s_devices[0], first, UpdateState.Installed);
        for (int i = 1; i < s_devices.Length; i++)
        {
            UpdateOfferMessage offer = await UpdateHouse.NextOfferAsync(clients[i], s_devices[i]);
            await ReportAsync(house, clients[i], s_devices[i], offer, UpdateState.RolledBack);
        }

        UpdateOfferMessage back = await NextOfferOfAsync(clients[0], s_devices[0], "back_spring");
        await ReportAsync(house, clients[0], s_devices[0], back, UpdateState.Installed);
        RolloutView over = await WaitForAsync(house, "rolled-back");
        Assert.Equal(1, over.Waves[0].Stages["returned"]);
        Assert.Contains(over.Events, happened => happened.Kind == "alert");
        WhyView why = await GetAsync<WhyView>(house, "rollouts/spring/devices/UNIT0002/why");
        Assert.Contains(why.Checks, check => check is { Name: "outcome", Value: "reverted" or "withdrawn" });
    }

    [Fact]
    public async Task Pause_tells_a_device_that_asks_that_the_offer_is_wanted_no_more()
    {
        await using UpdateHouse house = await StartAsync();
        BrokerClient client = await house.ConnectAsync(s_devices[0]);
        await CreateAsync(house, "");
        await TellAsync(house, "start");
        UpdateOfferMessage offer = await UpdateHouse.NextOfferAsync(client, s_devices[0]);
        await TellAsync(house, "pause");
        StillWanted question = new(offer.Deployment, offer.Attempt, new byte[16]);
        await UpdateHouse.SayAsync(
            client, new DeviceTopics(s_devices[0]).UpdateRequest, UpdateRequest.Of(question).Encode());
        ReceivedMessage said = await UpdateHouse.NextAsync(client, new DeviceTopics(s_devices[0]).Answer);
        Assert.Equal(DeliveryRefusal.None, UpdateAnswer.TryRead(said.Payload, out UpdateAnswer? answer));
        Assert.False(answer!.Wanted);
    }

    [Fact]
    public async Task What_was_decided_is_shown_by_the_audit_log()
    {
        await using UpdateHouse house = await StartAsync();
        await CreateAsync(house, "");
        await TellAsync(house, "start");
        await TellAsync(house, "pause");
        List<AuditEntryView> entries = [];
        do
        {
            entries = [.. (await GetAsync<AuditPage>(house, "audit/entries?limit=500")).Items];
        }
        while (!entries.Exists(entry => entry.Text == "spring: paused"));

        Assert.Equal(
            ["rollout.create", "rollout.start", "rollout.pause"],
            entries.Where(entry => entry.Action?.StartsWith("rollout.", StringComparison.Ordinal) == true)
                .Select(entry => entry.Action));
        Guid start = Guid.Parse(entries.Single(entry => entry.Action == "rollout.start").Operation!);
        Assert.Contains(entries, entry => entry is { Kind: "outcome", Result: "done", Text: "spring: running" }
            && Guid.Parse(entry.Operation!) == start);
    }

    [Fact]
    public async Task Definition_with_a_mistake_is_refused_with_its_line()
    {
        await using UpdateHouse house = await StartAsync();
        using HttpResponseMessage answer = await house.Server.Api.PostAsJsonAsync(
            "rollouts", new CreateRolloutRequest("{\n\"name\": \"X\"\n}"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Problem problem = (await answer.Content.ReadFromJsonAsync(ApiJson.Default.Problem))!;
        Assert.Contains("line 2", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_at_the_wrong_time_is_refused_with_its_reason()
    {
        await using UpdateHouse house = await StartAsync();
        await CreateAsync(house, "");
        using HttpResponseMessage answer = await house.Server.Api.PostAsync("rollouts/spring/resume", null);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("not-now", (await answer.Content.ReadFromJsonAsync(ApiJson.Default.Problem))!.Reason);
        using HttpResponseMessage unknown = await house.Server.Api.GetAsync("rollouts/none");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private static Task<UpdateHouse> StartAsync() => UpdateHouse.StartAsync(
        options => options with { Rollouts = new RolloutOptions { Tick = TimeSpan.FromMilliseconds(50) } }, s_devices);

    private static async Task CreateAsync(UpdateHouse house, string rest)
    {
        string definition =
            $$"""
            {
              "name": "spring", "release": "{{house.Release.Hex}}", "target": "all",
              "waves": [{ "name": "all", "percent": 100 }],
              "retries": { "attempts": 1 },
              "gate": { "falseStop": 0.5, "alarming": 0.9 }{{rest}}
            }
            """;
        using HttpResponseMessage answer = await house.Server.Api.PostAsJsonAsync(
            "rollouts", new CreateRolloutRequest(definition));
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
    }

    private static async Task TellAsync(UpdateHouse house, string command)
    {
        using HttpResponseMessage answer = await house.Server.Api.PostAsync("rollouts/spring/" + command, null);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static Task ReportAsync(
        UpdateHouse house, BrokerClient client, string device, UpdateOfferMessage offer, UpdateState state) =>
        UpdateHouse.ReportAsync(client, device, house.Status(state) with
        {
            Deployment = offer.Deployment,
            Attempt = offer.Attempt,
            Manifest = offer.Deployment == "back_spring" ? house.WayBack : house.Release,
        });

    private static async Task<UpdateOfferMessage> NextOfferOfAsync(
        BrokerClient client, string device, string deployment)
    {
        while (true)
        {
            ReceivedMessage message = await UpdateHouse.NextAsync(client, new DeviceTopics(device).Offer);
            if (UpdateOfferMessage.TryRead(message.Payload, out UpdateOfferMessage? offer) == DeliveryRefusal.None
                && offer!.Deployment == deployment)
            {
                return offer;
            }
        }
    }

    private static async Task<T> GetAsync<T>(UpdateHouse house, string path) =>
        (await house.Server.Api.GetFromJsonAsync<T>(path))!;

    private static async Task<RolloutView> WaitForAsync(UpdateHouse house, string status)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(100));
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        RolloutView view;
        while ((view = await GetAsync<RolloutView>(house, "rollouts/spring")).Status != status)
        {
            Assert.True(await timer.WaitForNextTickAsync(limit.Token));
        }

        return view;
    }
}
