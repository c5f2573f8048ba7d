using System.Buffers;
using System.Collections.Frozen;
using Garita.Broker;
using Garita.Broker.Access;
using Garita.Broker.Connections;
using Garita.Broker.Limits;
using Garita.Broker.Routing;
using Garita.Contracts.Identities;
using Garita.Contracts.Topics;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.Mqtt.Wire;
using Garita.Server.Updates;
using Garita.Server.Updates.Serving;
using Garita.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garita.Server.Tests.Updates;

/// <summary>A device that does not read what it is sent.</summary>
public sealed class BackPressureTests
{
    private static readonly Identity Device = Identity.Device("ABCD1234");

    [Fact]
    public async Task What_waits_for_a_device_that_does_not_read_is_bounded_and_goes_on_when_it_reads()
    {
        UpdateOptions options = new() { MaxUnsentBytes = 64 * 1024 };
        using MqttBroker broker = new(
            new BrokerOptions(), AccessPolicy.Default, new Directory(), new ManualTimeProvider(),
            NullLoggerFactory.Instance);
        using LocalPeer peer = broker.OpenLocal(Identity.Service("rollouts"));
        Reader reader = new();
        MqttConnection connection = broker.Open(
            new Peer(PeerAttributes.Of(Device), CertificateFingerprint.Of([1]), "127.0.0.1:1"), reader);
        Send(connection, new ConnectPacket
        {
            Version = MqttVersion.V500, ClientId = Device.Name, CleanStart = true,
        });
        Send(connection, new SubscribePacket
        {
            PacketId = 1,
            Subscriptions = [new SubscriptionRequest(TopicFilter.Parse($"firmware/{Device.Name}/#"), QoS.AtLeastOnce)],
        });
        Reader.ReadAll(connection);
        Assert.Equal(0, broker.UnsentBytes(Device));

        await using ReplySender sender = new(broker, peer, options, NullLogger.Instance);
        LocalMessage message = new(TopicName.Parse(DeviceTopics.Of(Device).Chunk), new byte[30_000])
        {
            QoS = QoS.AtMostOnce,
        };
        int sent = 0;
        for (; !sender.IsBusy(Device) && sent < 100; sent++)
        {
            await sender.SendAsync(Device, message);
        }

        Assert.Equal(3, sent);
        Assert.InRange(broker.UnsentBytes(Device), options.MaxUnsentBytes, options.MaxUnsentBytes + 30_100);

        // Taken by the transport and not written: it still counts.
        Assert.True(connection.TryTakeOutput(out OutputBuffer taken));
        Assert.True(sender.IsBusy(Device));
        taken.Return();
        Assert.False(connection.TryTakeOutput(out _));
        Assert.False(sender.IsBusy(Device));
        connection.Closed();
    }

    private static void Send(MqttConnection connection, IPacket packet)
    {
        ArrayBufferWriter<byte> bytes = new();
        PacketWriter.Write(packet, MqttVersion.V500, bytes);
        connection.Receive(bytes.WrittenSpan);
    }

    private sealed class Directory : IIdentityDirectory
    {
        public PeerAttributes? Find(Identity identity) => PeerAttributes.Of(identity) with
        {
            Groups = FrozenSet<string>.Empty,
        };
    }

    private sealed class Reader : IConnectionOwner
    {
        public void OutputReady(MqttConnection connection)
        {
            // Does not read.
        }

        public void Close(MqttConnection connection)
        {
            // The test closes.
        }

        public void ResumeReading(MqttConnection connection)
        {
            // Never paused.
        }

        public static void ReadAll(MqttConnection connection)
        {
            while (connection.TryTakeOutput(out OutputBuffer output))
            {
                output.Return();
            }
        }
    }
}
