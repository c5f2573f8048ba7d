using Garita.Broker.Connections;
using Garita.Broker.Limits;
using Garita.Broker.Tests.Harness;
using Garita.Contracts.Identities;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Tests;

/// <summary>Many threads at once; what must hold afterwards is checked, not how fast it went.</summary>
public sealed class StressTests
{
    private const int ThreadCount = 6;

    [Fact]
    public async Task Threads_that_connect_publish_and_drop_leave_nothing_behind()
    {
        using TestBroker broker = new(new BrokerOptions { MaxConnectionsPerDevice = 1000 });

        await RunAsync(thread => Churn(broker, thread));

        BrokerSnapshot left = broker.Broker.Snapshot();
        Assert.Equal((0, 0, 0), (left.Connections, left.Sessions, left.Subscriptions));
        Assert.Equal(0, broker.Pool.Outstanding);
        Assert.Equal(
            broker.Events.Count(e => e.StartsWith('+')),
            broker.Events.Count(e => e.StartsWith('-')));
    }

    [Fact]
    public async Task Takeover_races_leave_one_connection_and_one_session()
    {
        using TestBroker broker = new(new BrokerOptions { MaxConnectionsPerDevice = 10_000 });

        await RunAsync(thread =>
        {
            for (int i = 0; i < 200; i++)
            {
                TestClient client = broker.Open5("A");
                bool clean = (i + thread) % 3 == 0;
                client.Send(new ConnectPacket
                {
                    Version = MqttVersion.V500, ClientId = "A", CleanStart = clean, SessionExpirySeconds = 100,
                });
                client.Send(new SubscribePacket // Whether it is answered depends on who came next.
                {
                    PacketId = 1, Subscriptions = [new SubscriptionRequest(TopicFilter.Parse("t/x"), QoS.AtMostOnce)],
                });
            }
        });

        BrokerSnapshot left = broker.Broker.Snapshot();
        Assert.Equal((1, 1), (left.Connections, left.Sessions));
        Assert.InRange(left.Subscriptions, 0, 1);
        Assert.Equal(0, broker.Pool.Outstanding);
    }

    [Fact]
    public async Task Forget_races_connect_and_nothing_survives_it()
    {
        for (int round = 0; round < 40; round++)
        {
            using TestBroker broker = new();
            Identity identity = Identity.Device("A");

            await RunAsync(thread =>
            {
                if (thread == 0)
                {
                    broker.Removed[identity] = true;
                    broker.Broker.Forget(identity, CloseReason.IdentityRemoved);
                    return;
                }

                broker.Open5("A").Send(new ConnectPacket
                {
                    Version = MqttVersion.V500, ClientId = "A", CleanStart = thread == 1, SessionExpirySeconds = 100,
                });
            });

            Assert.Equal((0, 0), (broker.Broker.Snapshot().Connections, broker.Broker.Snapshot().Sessions));
        }
    }

    [Fact]
    public async Task Every_publisher_is_heard_in_order_and_nothing_acknowledged_is_lost()
    {
        const int messages = 500;
        using TestBroker broker = new(new BrokerOptions { MaxQueuedMessages = 100_000, MaxQueuedBytes = 10_000_000 });
        TestClient subscriber = broker.Connect("S", c => c with { ReceiveMaximum = 64 });
        subscriber.Subscribe("t/#");
        List<string> heard = [];

        await RunAsync(thread =>
        {
            TestClient publisher = broker.Connect($"P{thread}");
            for (int i = 0; i < messages; i++)
            {
                publisher.Publish($"t/{thread}", $"{i}", QoS.AtLeastOnce);
                Assert.Equal(ReasonCode.Success, publisher.TakeOne<PubAckPacket>().ReasonCode);
            }
        });
        for (List<PublishPacket> got; (got = subscriber.Take<PublishPacket>()).Count > 0;)
        {
            heard.AddRange(got.Select(p => $"{p.Topic} {System.Text.Encoding.UTF8.GetString(p.Payload.Span)}"));
            subscriber.Send([.. got.Select(p => new PubAckPacket { PacketId = p.PacketId })]);
        }

        for (int thread = 0; thread < ThreadCount; thread++)
        {
            Assert.Equal(
                Enumerable.Range(0, messages).Select(i => $"t/{thread} {i}"),
                heard.Where(h => h.StartsWith($"t/{thread} ", StringComparison.Ordinal)));
        }
    }

    private static void Churn(TestBroker broker, int thread)
    {
        Random random = new(thread);
        for (int i = 0; i < 150; i++)
        {
            TestClient client = broker.Connect($"D{thread}");
            client.Send(new SubscribePacket // Another thread's turn may be the one that hands over the answer.
            {
                PacketId = 1,
                Subscriptions = [new SubscriptionRequest(
                    TopicFilter.Parse(random.Next(2) == 0 ? "t/+" : "$share/g/t/#"), (QoS)random.Next(3))],
            });
            for (int n = 0; n < 10; n++)
            {
                client.Publish($"t/{random.Next(3)}", "m", (QoS)random.Next(3), (ushort)(n + 1));
            }

            if (random.Next(2) == 0)
            {
                client.Send(new DisconnectPacket());
            }

            client.Drop();
        }
    }

    private static async Task RunAsync(Action<int> body)
    {
        Task[] threads = [.. Enumerable.Range(0, ThreadCount).Select(n => Task.Factory.StartNew(
            () => body(n), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        await Task.WhenAll(threads).WaitAsync(TimeSpan.FromSeconds(60));
    }
}
