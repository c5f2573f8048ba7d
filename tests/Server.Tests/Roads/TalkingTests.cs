using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.MqttClient;
using Garita.Server.Listeners;
using Garita.Server.Tests.Listeners;

namespace Garita.Server.Tests.Roads;

/// <summary>What is said and heard, the same on every road.</summary>
public sealed class TalkingTests : IDisposable
{
    private const string Own = "private/ABCD1234/";

    private readonly TestPki _pki = new();

    public void Dispose() => _pki.Dispose();

    [Theory]
    [Roads(QoS.AtMostOnce)]
    [Roads(QoS.AtLeastOnce)]
    [Roads(QoS.ExactlyOnce)]
    public async Task Message_arrives_once_in_the_quality_asked_for(Road road, QoS qos)
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        await using BrokerClient client = await Subscribed(bench, road, device, qos);

        await Publish(client, "telemetry/a", [1], qos);
        await Publish(client, "telemetry/b", [2], qos);

        ReceivedMessage first = await Next(client);
        ReceivedMessage second = await Next(client);
        Assert.Equal((Own + "telemetry/a", 1), (first.Topic.Text, first.Payload.Span[0]));
        Assert.Equal((Own + "telemetry/b", 2), (second.Topic.Text, second.Payload.Span[0]));
        Assert.Equal((qos, qos), (first.QoS, second.QoS));
        Assert.False(client.Messages.TryRead(out _));
    }

    [Theory]
    [Roads]
    public async Task Retained_message_is_heard_by_who_comes_later(Road road)
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        await using (BrokerClient first = await bench.Connect(road, device, "ABCD1234"))
        {
            await Publish(first, "reported", [7], QoS.AtLeastOnce, retain: true);
        }

        await using BrokerClient second = await Subscribed(bench, road, device, QoS.AtLeastOnce);

        ReceivedMessage message = await Next(second);
        Assert.Equal((Own + "reported", 7, true), (message.Topic.Text, message.Payload.Span[0], message.Retain));
    }

    [Theory]
    [Roads]
    public async Task Will_is_published_when_the_connection_ends_without_a_word_and_not_after_disconnect(Road road)
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        using X509Certificate2 service = bench.EnrolService("telemetry");
        await using BrokerClient heir = await bench.Connect(road, service, "heir", options => options with
        {
            Subscriptions = [new SubscriptionRequest(TopicFilter.Parse("private/+/telemetry/#"), QoS.AtLeastOnce)],
        });
        await using (RawMqtt polite = await bench.Open(road, device))
        {
            await polite.ConnectWithWill("ABCD1234", Own + "telemetry/will");
            await polite.Send([0xE0, 0]);
            Assert.True(await polite.IsClosedCleanly());
        }

        await using (RawMqtt silent = await bench.Open(road, device))
        {
            await silent.ConnectWithWill("ABCD1234", Own + "telemetry/last");
        }

        Assert.Equal(Own + "telemetry/last", (await Next(heir)).Topic.Text);
        Assert.False(heir.Messages.TryRead(out _));
    }

    [Theory]
    [Roads]
    public async Task Session_keeps_what_was_missed_and_is_resumed(Road road)
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        using X509Certificate2 service = bench.EnrolService("commands");
        await using (await Subscribed(bench, road, device, QoS.AtLeastOnce))
        {
        }

        await using (BrokerClient sender = await bench.Connect(road, service, "sender"))
        {
            await Publish(sender, "command/open/1", [9], QoS.AtLeastOnce);
        }

        StateChange? connected = null;
        await using BrokerClient back = await bench.Connect(road, device, "ABCD1234", options => options with
        {
            StateChanged = change => connected = change.State == ClientState.Connected ? change : connected,
        });

        Assert.True(connected!.SessionResumed);
        Assert.Equal(Own + "command/open/1", (await Next(back)).Topic.Text);
    }

    [Theory]
    [Roads]
    public async Task Policy_refuses_another_devices_topics(Road road)
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        await using BrokerClient client = await bench.Connect(road, device, "ABCD1234");
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));

        MqttClientException spoken = await Assert.ThrowsAsync<MqttClientException>(() => client.PublishAsync(
            new OutgoingMessage { Topic = TopicName.Parse("private/ABCD1235/telemetry/a"), QoS = QoS.AtLeastOnce },
            limit.Token));
        MqttClientException heard = await Assert.ThrowsAsync<MqttClientException>(() => client.SubscribeAsync(
            [new SubscriptionRequest(TopicFilter.Parse("private/ABCD1235/#"), QoS.AtLeastOnce)], limit.Token));

        Assert.Equal((ClientFault.PublishRefused, (byte?)0x87), (spoken.Fault, spoken.ReasonCode));
        Assert.Equal((ClientFault.SubscribeRefused, (byte?)0x87), (heard.Fault, heard.ReasonCode));
    }

    [Theory]
    [Roads]
    public async Task Packet_of_200_kB_goes_both_ways_unharmed(Road road)
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        await using BrokerClient client = await Subscribed(bench, road, device, QoS.AtLeastOnce);
        byte[] payload = RandomNumberGenerator.GetBytes(200_000);

        await Publish(client, "telemetry/blob", payload, QoS.AtLeastOnce);

        Assert.True((await Next(client)).Payload.Span.SequenceEqual(payload));
    }

    [Theory]
    [Roads]
    public async Task Packet_above_the_limit_ends_the_connection(Road road)
    {
        await using RoadBench bench = await RoadBench.Start(
            _pki, broker: new Broker.Limits.BrokerOptions { MaxPacketSize = 4_096 });
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        await using RawMqtt mqtt = await bench.Open(road, device);
        await mqtt.Connect("ABCD1234");

        await mqtt.Publish(Own + "telemetry/a", new byte[5_000]);
        (byte type, byte[] body) = await mqtt.Read();

        Assert.Equal((0xE0, 0x95), (type, body[0])); // MQTT 5 3.14.2.1: packet too large
        Assert.True(await mqtt.IsClosedCleanly());
    }

    [Theory]
    [Roads]
    public async Task Frames_may_come_in_any_pieces(Road road)
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        await using RawMqtt mqtt = await bench.Open(road, device);

        foreach (byte one in RawMqtt.ConnectFrame("ABCD1234", 5))
        {
            await mqtt.Send([one]);
        }

        Assert.Equal(0x20, (await mqtt.Read()).Type);
        await mqtt.Send([0xC0, 0, 0xC0, 0, 0xC0]);
        Assert.Equal(0xD0, (await mqtt.Read()).Type);
        Assert.Equal(0xD0, (await mqtt.Read()).Type);
        await mqtt.Send([0]);
        Assert.Equal(0xD0, (await mqtt.Read()).Type);
    }

    [Theory]
    [Roads]
    public async Task Peer_that_does_not_read_is_closed(Road road)
    {
        await using RoadBench bench = await RoadBench.Start(
            _pki, new ListenerOptions { WriteTimeout = TimeSpan.FromSeconds(1) });
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        await using RawMqtt mqtt = await bench.Open(road, device);
        await mqtt.Connect("ABCD1234");
        await mqtt.Subscribe(Own + "#");
        byte[] payload = new byte[200_000];

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                await mqtt.Publish(Own + "telemetry/x", payload);
            }
        });

        await bench.Log.WaitFor("it did not read what was sent to it for 1 s");
        await bench.Quiet();
    }

    [Theory]
    [Roads]
    public async Task Idle_connections_hold_no_buffer(Road road)
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        await using RawMqtt mqtt = await bench.Open(road, device);
        await mqtt.Connect("ABCD1234");
        await mqtt.Ping();

        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(10));
        while (bench.Pool.Outstanding > 0)
        {
            Assert.False(limit.IsCancellationRequested);
            await Task.Yield();
        }
    }

    private static Task<BrokerClient> Subscribed(
        RoadBench bench, Road road, X509Certificate2 device, QoS qos, string clientId = "ABCD1234") =>
        bench.Connect(road, device, clientId, options => options with
        {
            Subscriptions = [new SubscriptionRequest(TopicFilter.Parse(Own + "#"), qos)],
        });

    private static async Task Publish(
        BrokerClient client, string topic, byte[] payload, QoS qos, bool retain = false)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        OutgoingMessage message = new()
        {
            Topic = TopicName.Parse(Own + topic),
            Payload = payload,
            QoS = qos,
            Retain = retain,
        };
        await client.PublishAsync(message, limit.Token);
    }

    private static async Task<ReceivedMessage> Next(BrokerClient client)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        ReceivedMessage message = await client.Messages.ReadAsync(limit.Token);
        await client.AcknowledgeAsync(message, limit.Token);
        return message;
    }
}
