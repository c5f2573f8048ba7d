using System.Buffers;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Tests.Samples;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Tests.Packets;

public sealed class PacketBytesTests
{
    public static TheoryData<string> Names => [.. PacketSamples.All.Select(sample => sample.ToString())];

    [Theory]
    [MemberData(nameof(Names))]
    public void Packet_written_is_byte_for_byte_what_the_standard_says(string name)
    {
        var sample = PacketSamples.Named(name);
        byte[] written = AnyPacket.Write(sample.Packet, sample.Version);
        Assert.Equal(Convert.ToHexString(sample.Bytes), Convert.ToHexString(written));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Packet_read_has_every_field(string name)
    {
        var sample = PacketSamples.Named(name);
        PacketComparison.AssertSame(sample.Packet, AnyPacket.Read(sample.Bytes, sample.Version));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Buffer_writer_gets_the_same_bytes(string name)
    {
        var sample = PacketSamples.Named(name);
        var buffer = new ArrayBufferWriter<byte>();
        PacketWriter.Write(sample.Packet, sample.Version, buffer);
        Assert.Equal(sample.Bytes, buffer.WrittenSpan.ToArray());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Frame_cut_anywhere_is_incomplete(string name)
    {
        byte[] bytes = PacketSamples.Named(name).Bytes;
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(FrameStatus.Incomplete, FrameReader.TryRead(bytes.AsSpan(0, length), 1024, out _));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Body_cut_anywhere_is_refused_or_means_what_it_says(string name)
    {
        var sample = PacketSamples.Named(name);
        byte[] bytes = sample.Bytes;
        for (int length = 2; length < bytes.Length; length++)
        {
            byte[] cut = bytes[..length];
            cut[1] = (byte)(length - 2);
            Assert.Equal(FrameStatus.Complete, FrameReader.TryRead(cut, 1024, out var frame));
            if (AnyPacket.TryRead(frame, sample.Version, out var packet) == PacketStatus.Ok)
            {
                PacketComparison.AssertSame(
                    packet, AnyPacket.Read(AnyPacket.Write(packet!, sample.Version), sample.Version));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Byte_after_the_end_is_malformed(string name)
    {
        var sample = PacketSamples.Named(name);
        byte[] longer = [.. sample.Bytes, 0];
        longer[1]++;
        Assert.Equal(FrameStatus.Complete, FrameReader.TryRead(longer, 1024, out var frame));
        var status = AnyPacket.TryRead(frame, sample.Version, out _);

        // A payload and a list of codes may go on, and a reason code with its properties may be there or not.
        bool open = frame.Type is PacketType.Publish or PacketType.SubAck or PacketType.UnsubAck
            || (sample.Version == MqttVersion.V500 && frame.Type >= PacketType.PubAck && frame.Body.Length <= 4);
        Assert.True(open || status == PacketStatus.Malformed, $"{status}");
    }

    [Fact]
    public void Every_packet_type_has_a_sample()
    {
        foreach (var type in Enum.GetValues<PacketType>())
        {
            Assert.Contains(PacketSamples.All, sample => sample.Packet.Type == type);
        }
    }

    [Theory]
    [InlineData(ReasonCode.UnsupportedProtocolVersion, 1)]
    [InlineData(ReasonCode.ClientIdentifierNotValid, 2)]
    [InlineData(ReasonCode.ServerBusy, 3)]
    [InlineData(ReasonCode.BadUserNameOrPassword, 4)]
    [InlineData(ReasonCode.NotAuthorized, 5)]
    [InlineData(ReasonCode.Banned, 5)]
    public void Connack_of_3_1_1_has_the_nearest_return_code(ReasonCode reason, byte expected)
    {
        byte[] bytes = AnyPacket.Write(new ConnAckPacket { ReasonCode = reason, ReasonString = "x" }, MqttVersion.V311);
        Assert.Equal([0x20, 0x02, 0x00, expected], bytes);
    }

    [Fact]
    public void Connect_printed_shows_no_password()
    {
        var packet = new ConnectPacket
        {
            Version = MqttVersion.V500,
            ClientId = "id",
            UserName = "name",
            Password = "hunter2"u8.ToArray(),
        };
        Assert.Equal("ConnectPacket { V500, id }", packet.ToString());
    }
}
