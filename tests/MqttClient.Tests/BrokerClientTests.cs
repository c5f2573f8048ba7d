using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.TestKit;
using static Garita.MqttClient.Tests.TestSetup;

namespace Garita.MqttClient.Tests;

/// <summary>The client's contract, held against a broker that is not ours.</summary>
public sealed class BrokerClientTests : IDisposable
{
    private readonly TestSetup _setup = new();

    public void Dispose() => _setup.Dispose();

    [ToolFact(MosquittoBroker.Program)]
    public Task Publish_of_each_QoS_reaches_a_subscriber_with_MQTT_5() => EachQoSArrives(MqttVersion.V500);

    [ToolFact(MosquittoBroker.Program)]
    public Task Publish_of_each_QoS_reaches_a_subscriber_with_MQTT_311() => EachQoSArrives(MqttVersion.V311);

    [ToolFact(MosquittoBroker.Program)]
    public async Task Properties_travel_with_MQTT_5()
    {
        await using MosquittoBroker broker = await StartAsync();
        await using BrokerClient client = new(_setup.Options(broker.Port));
        await client.ConnectAsync(Soon());
        await client.SubscribeAsync([To("a")], Soon());
        MessageProperties properties = new()
        {
            ResponseTopic = TopicName.Parse("b"),
            CorrelationData = new byte[] { 1, 2 },
            ContentType = "text/plain",
        };
        await client.PublishAsync(Message("a", "x") with { Properties = properties }, Soon());

        ReceivedMessage got = await client.Messages.ReadAsync(Soon());

        Assert.Equal("b", got.Properties.ResponseTopic?.Text);
        Assert.Equal([1, 2], got.Properties.CorrelationData!.Value.ToArray());
        Assert.Equal("text/plain", got.Properties.ContentType);
    }

    [ToolFact(MosquittoBroker.Program)]
    public async Task Unsubscribe_ends_delivery()
    {
        await using MosquittoBroker broker = await StartAsync();
        await using BrokerClient client = new(_setup.Options(broker.Port));
        await client.ConnectAsync(Soon());
        await client.SubscribeAsync([To("a"), To("b")], Soon());
        await client.UnsubscribeAsync([TopicFilter.Parse("a")], Soon());

        await client.PublishAsync(Message("a", "gone"), Soon());
        await client.PublishAsync(Message("b", "here"), Soon());

        Assert.Equal("here", TextOf(await client.Messages.ReadAsync(Soon())));
    }

    [ToolFact(MosquittoBroker.Program)]
    public async Task Handler_that_throws_gets_the_message_again()
    {
        await using MosquittoBroker broker = await StartAsync();
        int calls = 0;
        TaskCompletionSource again = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using BrokerClient client = new(_setup.Options(broker.Port) with
        {
            Subscriptions = [To("a")],
            Handler = (_, _) =>
            {
                if (Interlocked.Increment(ref calls) == 1)
                {
                    throw new InvalidOperationException("first time");
                }

                again.TrySetResult();
                return ValueTask.CompletedTask;
            },
        });
        await client.ConnectAsync(Soon());
        await client.PublishAsync(Message("a", "x"), Soon());

        await again.Task.WaitAsync(Patience);
    }

    [ToolFact(MosquittoBroker.Program)]
    public async Task Nobody_listening_is_reported_as_unreachable()
    {
        int port;
        await using (MosquittoBroker broker = await StartAsync())
        {
            port = broker.Port;
        }

        await using BrokerClient client = new(_setup.Options(port));
        MqttClientException fault = await Assert.ThrowsAsync<MqttClientException>(() => client.ConnectAsync(Soon()));
        Assert.Equal(ClientFault.Unreachable, fault.Fault);
        Assert.Equal(ClientState.Stopped, client.State);
    }

    [ToolFact(MosquittoBroker.Program)]
    public async Task Publish_larger_than_the_broker_takes_fails_and_the_connection_lives()
    {
        await using MosquittoBroker broker = await StartAsync("max_packet_size 2000");
        await using BrokerClient client = new(_setup.Options(broker.Port));
        await client.ConnectAsync(Soon());

        MqttClientException fault = await Assert.ThrowsAsync<MqttClientException>(
            () => client.PublishAsync(Message("a", new string('x', 3000)), Soon()));

        Assert.Equal(ClientFault.PacketTooLarge, fault.Fault);
        await client.PublishAsync(Message("a", "small"), Soon());
    }

    private async Task EachQoSArrives(MqttVersion version)
    {
        await using MosquittoBroker broker = await StartAsync();
        await using BrokerClient client = new(_setup.Options(broker.Port, version));
        await client.ConnectAsync(Soon());
        Assert.Equal(ReasonCode.GrantedQoS2, Assert.Single(await client.SubscribeAsync([To("a/#")], Soon())));
        foreach (QoS qos in Enum.GetValues<QoS>())
        {
            await client.PublishAsync(Message("a/" + qos, "x", qos), Soon());
            ReceivedMessage got = await client.Messages.ReadAsync(Soon());
            Assert.Equal("a/" + qos, got.Topic.Text);
            Assert.Equal(qos, got.QoS);
            await client.AcknowledgeAsync(got, Soon());
        }

        Assert.Equal(0, client.Pending);
    }

    private Task<MosquittoBroker> StartAsync(params string[] settings) =>
        MosquittoBroker.StartAsync(_setup.Authority, _setup.Authority.IssueServer(names: "localhost"), settings);
}
