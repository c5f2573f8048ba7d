using Garita.Mqtt.Packets;
using Garita.TestKit;
using static Garita.MqttClient.Tests.TestSetup;

namespace Garita.MqttClient.Tests;

/// <summary>What was handed to the client survives the network and the broker's death.</summary>
public sealed class ReconnectTests : IDisposable
{
    private readonly TestSetup _setup = new();

    // Released once for each connection made through the proxy.
    private readonly SemaphoreSlim _connected = new(0);

    public void Dispose()
    {
        _setup.Dispose();
        _connected.Dispose();
    }

    [ToolFact(MosquittoBroker.Program)]
    public Task QoS_1_unanswered_when_the_connection_is_cut_completes_on_the_next_with_MQTT_5() =>
        CutInFlight(MqttVersion.V500, QoS.AtLeastOnce);

    [ToolFact(MosquittoBroker.Program)]
    public Task QoS_1_unanswered_when_the_connection_is_cut_completes_on_the_next_with_MQTT_311() =>
        CutInFlight(MqttVersion.V311, QoS.AtLeastOnce);

    [ToolFact(MosquittoBroker.Program)]
    public Task QoS_2_unanswered_when_the_connection_is_cut_arrives_exactly_once_with_MQTT_5() =>
        CutInFlight(MqttVersion.V500, QoS.ExactlyOnce);

    [ToolFact(MosquittoBroker.Program)]
    public Task QoS_2_unanswered_when_the_connection_is_cut_arrives_exactly_once_with_MQTT_311() =>
        CutInFlight(MqttVersion.V311, QoS.ExactlyOnce);

    [ToolFact(MosquittoBroker.Program)]
    public async Task Received_QoS_2_that_is_cut_before_its_PUBREC_is_handled_once()
    {
        await using MosquittoBroker broker = await StartAsync();
        await using CuttingProxy proxy = new(broker.Port);
        List<string> handled = [];
        using SemaphoreSlim entered = new(0);
        TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using BrokerClient receiver = new(Through(proxy, MqttVersion.V500) with
        {
            Subscriptions = [To("a/#")],
            Handler = async (message, ct) =>
            {
                handled.Add(TextOf(message));
                entered.Release();
                await goOn.Task.WaitAsync(ct);
            },
        });
        await receiver.ConnectAsync(Soon());
        await _connected.WaitAsync(Patience);
        await using BrokerClient sender = new(_setup.Options(broker.Port, client: "sender"));
        await sender.ConnectAsync(Soon());
        await sender.PublishAsync(Message("a/1", "one", QoS.ExactlyOnce), Soon());
        await entered.WaitAsync(Patience);

        proxy.Cut();
        await _connected.WaitAsync(Patience);
        goOn.SetResult();
        await sender.PublishAsync(Message("a/2", "two", QoS.ExactlyOnce), Soon());
        await entered.WaitAsync(Patience);

        Assert.Equal(["one", "two"], handled);
    }

    [ToolFact(MosquittoBroker.Program)]
    public async Task Broker_killed_under_load_loses_no_acknowledged_publish()
    {
        await using MosquittoBroker broker = await StartAsync();
        await using BrokerClient client = new(_setup.Options(broker.Port));
        await client.ConnectAsync(Soon());
        Task[] publishes =
            [.. Enumerable.Range(0, 200).Select(i => client.PublishAsync(Message("a/" + i, "x"), Soon()))];
        await publishes[20];

        await broker.KillAsync();
        await broker.StartAsync();

        await Task.WhenAll(publishes);
        Assert.Equal(0, client.Pending);
    }

    [ToolFact(MosquittoBroker.Program)]
    public async Task Subscriptions_are_made_again_when_the_broker_lost_the_session()
    {
        await using MosquittoBroker broker = await StartAsync();
        await using CuttingProxy proxy = new(broker.Port);
        await using BrokerClient client = new(Through(proxy, MqttVersion.V500) with { SessionExpiry = TimeSpan.Zero });
        await client.ConnectAsync(Soon());
        await _connected.WaitAsync(Patience);
        await client.SubscribeAsync([To("a")], Soon());

        proxy.Cut();
        await _connected.WaitAsync(Patience);
        await client.PublishAsync(Message("a", "again"), Soon());

        Assert.Equal("again", TextOf(await client.Messages.ReadAsync(Soon())));
    }

    [ToolFact(MosquittoBroker.Program)]
    public async Task Publish_beyond_the_bound_is_refused_at_once()
    {
        await using BrokerClient client = new(_setup.Options(1) with { MaxPending = 2 });
        using CancellationTokenSource giveUp = new();
        Task first = client.PublishAsync(Message("a", "1"), giveUp.Token);
        Task second = client.PublishAsync(Message("a", "2"), giveUp.Token);

        MqttClientException fault = await Assert.ThrowsAsync<MqttClientException>(
            () => client.PublishAsync(Message("a", "3"), Soon()));

        Assert.Equal(ClientFault.OutgoingQueueFull, fault.Fault);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(first, second));
        Assert.Equal(0, client.Pending);
    }

    private async Task CutInFlight(MqttVersion version, QoS qos)
    {
        await using MosquittoBroker broker = await StartAsync();
        await using CuttingProxy proxy = new(broker.Port);
        await using BrokerClient receiver = new(_setup.Options(broker.Port, client: "receiver"));
        await receiver.ConnectAsync(Soon());
        await receiver.SubscribeAsync([To("a/#")], Soon());
        await using BrokerClient sender = new(Through(proxy, version));
        await sender.ConnectAsync(Soon());

        proxy.SwallowingAnswers = true;
        Task unanswered = sender.PublishAsync(Message("a/1", "in doubt", qos), Soon());
        ReceivedMessage? first = qos == QoS.AtLeastOnce ? await receiver.Messages.ReadAsync(Soon()) : null;
        proxy.SwallowingAnswers = false;
        proxy.Cut();

        await unanswered;
        await sender.PublishAsync(Message("a/end", "end", qos), Soon());
        List<string> got = first is null ? [] : [TextOf(first)];
        while (got.LastOrDefault() != "end")
        {
            got.Add(TextOf(await receiver.Messages.ReadAsync(Soon())));
        }

        // At least once may come twice: the broker cannot know that its PUBACK was swallowed.
        Assert.Equal(qos == QoS.ExactlyOnce ? ["in doubt", "end"] : ["in doubt", "in doubt", "end"], got);
    }

    private BrokerClientOptions Through(CuttingProxy proxy, MqttVersion version) =>
        _setup.Options(proxy.Port, version) with { StateChanged = Hear };

    private void Hear(StateChange change)
    {
        if (change.State == ClientState.Connected)
        {
            _connected.Release();
        }
    }

    private Task<MosquittoBroker> StartAsync() =>
        MosquittoBroker.StartAsync(_setup.Authority, _setup.Authority.IssueServer(names: "localhost"));
}
