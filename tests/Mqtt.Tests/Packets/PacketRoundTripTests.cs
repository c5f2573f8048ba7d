using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Tests.Samples;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Tests.Packets;

public sealed class PacketRoundTripTests
{
    public static TheoryData<PacketType, MqttVersion> Kinds
    {
        get
        {
            var kinds = new TheoryData<PacketType, MqttVersion>();
            foreach (var type in Enum.GetValues<PacketType>())
            {
                kinds.Add(type, MqttVersion.V500);
                if (type != PacketType.Auth)
                {
                    kinds.Add(type, MqttVersion.V311);
                }
            }

            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Packet_written_is_read_back_the_same(PacketType type, MqttVersion version) =>
        ForAny(type, version, packet =>
        {
            byte[] bytes = AnyPacket.Write(packet, version);
            var read = AnyPacket.Read(bytes, version);
            PacketComparison.AssertSame(packet, read);
            Assert.Equal(bytes, AnyPacket.Write(read, version));
        });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Packet_too_large_is_trimmed_or_not_written(PacketType type, MqttVersion version) =>
        ForAny(type, version, packet =>
        {
            int least = PacketWriter.Measure(packet.WithoutDiagnostics(), version);
            var buffer = new ArrayBufferWriter<byte>();
            Assert.False(PacketWriter.TryWriteWithin(packet, version, least - 1, buffer));
            Assert.Equal(0, buffer.WrittenCount);

            Assert.True(PacketWriter.TryWriteWithin(packet, version, least, buffer));
            Assert.Equal(least, buffer.WrittenCount);
            var read = AnyPacket.Read(buffer.WrittenSpan, version);
            PacketComparison.AssertSame(packet.WithoutDiagnostics(), read);
        });

    [Theory]
    [InlineData(PacketType.Connect)]
    [InlineData(PacketType.Publish)]
    [InlineData(PacketType.Subscribe)]
    [InlineData(PacketType.Unsubscribe)]
    public void Requests_are_never_trimmed(PacketType type) =>
        ForAny(type, MqttVersion.V500, packet => Assert.Same(packet, packet.WithoutDiagnostics()));

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V500)]
    public void Template_writes_what_the_packet_writes(MqttVersion version) =>
        ForAny(PacketType.Publish, version, packet =>
        {
            byte[] bytes = AnyPacket.Write(packet, version);
            Assert.Equal(FrameStatus.Complete, FrameReader.TryRead(bytes, int.MaxValue, out var frame));
            Assert.Equal(PacketStatus.Ok, PublishView.TryRead(frame, version, out var view));
            byte[] properties = new byte[view.ForwardedPropertiesLength];
            view.CopyForwardedProperties(properties);
            var template = new PublishTemplate
            {
                Duplicate = view.Duplicate,
                QoS = view.QoS,
                Retain = view.Retain,
                Topic = view.Topic,
                TopicAlias = view.TopicAlias,
                MessageExpirySeconds = view.MessageExpirySeconds,
                SubscriptionIdentifiers = view.ToSubscriptionIdentifiers().ToArray(),
                ForwardedProperties = properties,
                Payload = view.Payload,
            };
            byte[] written = new byte[template.Measure(version)];
            Assert.Equal(written.Length, template.Write(version, view.PacketId, written).Length);
            PacketComparison.AssertSame(packet, AnyPacket.Read(written, version));
        });

    private static void ForAny(PacketType type, MqttVersion version, Action<IPacket> check) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => check(new PacketMaker(seed).Any(type, version)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
