using Garita.Mqtt.Packets;
using Garita.Mqtt.Tests.Samples;
using Garita.Mqtt.Topics;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Tests.Wire;

public sealed class PublishWireTests
{
    private const string Full = "3B 2C 0001 74 0102 24 23 0001 0B 01 0B FFFFFF7F"
        + "01 01 02 0000000A 08 0001 72 09 0001 63 03 0001 74 26 0001 61 0001 62 7879";

    private const string Forwarded = "0101 08000172 09000163 03000174 26000161000162";

    [Fact]
    public void View_shows_every_part_in_place()
    {
        var view = View(AnyPacket.Hex(Full));
        Assert.True(view is { Duplicate: true, Retain: true, PayloadIsText: true, HasCorrelationData: true });
        Assert.Equal(QoS.AtLeastOnce, view.QoS);
        Assert.Equal("t"u8, view.Topic);
        Assert.Equal("xy"u8, view.Payload);
        Assert.Equal("r"u8, view.ResponseTopic);
        Assert.Equal("c"u8, view.CorrelationData);
        Assert.Equal("t"u8, view.ContentType);
        Assert.Equal(0x0102, view.PacketId);
        Assert.Equal(1, view.TopicAlias);
        Assert.Equal(10u, view.MessageExpirySeconds);
        Assert.Equal([1u, 268_435_455u], view.ToSubscriptionIdentifiers());
        Assert.Equal(2, view.SubscriptionIdentifierCount);
        Assert.Equal(1, view.UserPropertyCount);
        Assert.Equal(0x24, view.RawProperties.Length);
    }

    [Fact]
    public void Forwarded_properties_leave_out_what_belongs_to_one_hop()
    {
        var view = View(AnyPacket.Hex(Full));
        byte[] copy = new byte[view.ForwardedPropertiesLength];
        Assert.Equal(copy.Length, view.CopyForwardedProperties(copy));
        Assert.Equal(AnyPacket.Hex(Forwarded), copy);
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V500)]
    public void Template_is_written_once_and_patched_for_each_receiver(MqttVersion version)
    {
        var template = new PublishTemplate
        {
            QoS = QoS.AtLeastOnce,
            Topic = "t"u8,
            MessageExpirySeconds = 10,
            SubscriptionIdentifiers = [200],
            TopicAlias = 3,
            ForwardedProperties = AnyPacket.Hex(Forwarded),
            Payload = "xy"u8,
        };
        byte[] frame = new byte[template.Measure(version)];
        var layout = template.Write(version, 0, frame);
        Assert.Equal(frame.Length, layout.Length);
        Assert.Equal(version == MqttVersion.V500, layout.ExpiryOffset >= 0);

        layout.PatchPacketId(frame, 0xABCD);
        PublishLayout.PatchDuplicate(frame);
        if (layout.ExpiryOffset >= 0)
        {
            layout.PatchExpiry(frame, 9);
        }

        var packet = Assert.IsType<PublishPacket>(AnyPacket.Read(frame, version));
        Assert.Equal(0xABCD, packet.PacketId);
        Assert.True(packet.Duplicate);
        Assert.Equal("xy"u8, packet.Payload.Span);
        Assert.Equal(version == MqttVersion.V500 ? 9u : null, packet.Properties.MessageExpirySeconds);
        Assert.Equal(version == MqttVersion.V500 ? [200u] : [], packet.SubscriptionIdentifiers);
        Assert.Equal(version == MqttVersion.V500 ? 3 : 0, packet.TopicAlias);
    }

    [Fact]
    public void Template_without_QoS_has_nothing_to_patch()
    {
        var template = new PublishTemplate { Topic = "a/b"u8, Payload = "hi"u8, Retain = true };
        byte[] frame = new byte[64];
        var layout = template.Write(MqttVersion.V311, 0, frame);
        Assert.Equal(new PublishLayout(9, -1, -1), layout);
        Assert.Equal(AnyPacket.Hex("31 07 0003 612F62 6869"), frame[..9]);
    }

    [Theory]
    [InlineData(PacketType.PubAck)]
    [InlineData(PacketType.PubRec)]
    [InlineData(PacketType.PubRel)]
    [InlineData(PacketType.PubComp)]
    public void Short_answer_is_what_both_versions_read(PacketType type)
    {
        byte[] bytes = new byte[PacketWriter.ShortAckLength];
        Assert.Equal(4, PacketWriter.WriteShortAck(type, 77, bytes));
        foreach (var version in Enum.GetValues<MqttVersion>())
        {
            Assert.Equal(FrameStatus.Complete, FrameReader.TryRead(bytes, 64, out var frame));
            Assert.Equal(PacketStatus.Ok, AckView.TryRead(frame, version, out var ack));
            Assert.Equal((77, ReasonCode.Success, type), (ack.PacketId, ack.ReasonCode, frame.Type));
        }
    }

    [Fact]
    public void View_of_a_refused_packet_shows_nothing()
    {
        FrameReader.TryRead(AnyPacket.Hex("32 0B 0001 74 0007 03 230000 7879"), 64, out var frame);
        Assert.Equal(PacketStatus.TopicAliasInvalid, PublishView.TryRead(frame, MqttVersion.V500, out var view));
        Assert.True(view.Topic.IsEmpty && view.Payload.IsEmpty && view.PacketId == 0);

        FrameReader.TryRead(AnyPacket.Hex("40 03 0001 92"), 64, out frame);
        Assert.Equal(PacketStatus.ProtocolError, AckView.TryRead(frame, MqttVersion.V500, out var ack));
        Assert.Equal(0, ack.PacketId);
    }

    [Fact]
    public void Publish_read_written_and_acknowledged_allocates_nothing()
    {
        byte[] received = AnyPacket.Hex(Full);
        byte[] sent = new byte[256];
        byte[] properties = new byte[256];
        var filter = TopicFilter.Parse("+/#");
        Assert.True(PassOn(received, sent, properties, filter));

        long before = GC.GetAllocatedBytesForCurrentThread();
        bool passed = true;
        for (int i = 0; i < 1000; i++)
        {
            passed &= PassOn(received, sent, properties, filter);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(passed);
        Assert.Equal(0, allocated);
    }

    private static bool PassOn(byte[] received, byte[] sent, byte[] properties, TopicFilter filter)
    {
        if (FrameReader.TryRead(received, 1024, out var frame) != FrameStatus.Complete
            || PublishView.TryRead(frame, MqttVersion.V500, out var view) != PacketStatus.Ok)
        {
            return false;
        }

        int length = view.CopyForwardedProperties(properties);
        var template = new PublishTemplate
        {
            QoS = view.QoS,
            Topic = view.Topic,
            MessageExpirySeconds = view.MessageExpirySeconds,
            ForwardedProperties = properties.AsSpan(0, length),
            Payload = view.Payload,
        };
        var layout = template.Write(MqttVersion.V500, 1, sent);
        layout.PatchPacketId(sent, 2);
        PacketWriter.WriteShortAck(PacketType.PubAck, view.PacketId, properties);
        return filter.Matches(view.Topic)
            && FrameReader.TryRead(properties.AsSpan(0, 4), 64, out var ack) == FrameStatus.Complete
            && AckView.TryRead(ack, MqttVersion.V500, out var answer) == PacketStatus.Ok
            && answer.PacketId == view.PacketId;
    }

    private static PublishView View(byte[] bytes)
    {
        Assert.Equal(FrameStatus.Complete, FrameReader.TryRead(bytes, 1024, out var frame));
        Assert.Equal(PacketStatus.Ok, PublishView.TryRead(frame, MqttVersion.V500, out var view));
        return view;
    }
}
