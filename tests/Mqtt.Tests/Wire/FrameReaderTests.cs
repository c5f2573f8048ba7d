using Garita.Mqtt.Packets;
using Garita.Mqtt.Tests.Samples;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Tests.Wire;

public sealed class FrameReaderTests
{
    [Theory]
    [InlineData("C0 00", 0)]
    [InlineData("30 7F", 127)]
    [InlineData("30 80 01", 128)]
    [InlineData("30 FF 7F", 16_383)]
    [InlineData("30 80 80 01", 16_384)]
    [InlineData("30 FF FF 7F", 2_097_151)]
    [InlineData("30 80 80 80 01", 2_097_152)]
    [InlineData("30 FF FF FF 7F", 268_435_455)]
    public void Remaining_length_is_read_as_in_table_2_4(string header, int remaining)
    {
        byte[] bytes = AnyPacket.Hex(header);
        Assert.Equal(
            FrameStatus.Complete, FrameReader.TryReadHeader(bytes, int.MaxValue, out int headerLength, out int length));
        Assert.Equal(bytes.Length, headerLength);
        Assert.Equal(bytes.Length + remaining, length);
    }

    [Theory]
    [InlineData("30 80 80 80 80")]
    [InlineData("30 FF FF FF FF 7F")]
    [InlineData("30 80 00")]
    [InlineData("30 FF 80 00")]
    [InlineData("C0 80 00")]
    public void Remaining_length_too_long_is_malformed(string hex) =>
        Assert.Equal(FrameStatus.Malformed, FrameReader.TryRead(AnyPacket.Hex(hex), int.MaxValue, out _));

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("30 80")]
    [InlineData("30 80 80 80")]
    [InlineData("30 01")]
    public void Start_of_a_frame_is_incomplete(string hex) =>
        Assert.Equal(FrameStatus.Incomplete, FrameReader.TryRead(AnyPacket.Hex(hex), 1 << 20, out _));

    [Fact]
    public void First_byte_alone_is_refused_when_no_packet_starts_so()
    {
        for (int first = 0; first < 256; first++)
        {
            int flags = first & 0x0F;
            bool allowed = (first >> 4) switch
            {
                0 => false,
                3 => flags is 0 or 1 or 2 or 3 or 4 or 5 or 10 or 11 or 12 or 13,
                6 or 8 or 10 => flags == 2,
                _ => flags == 0,
            };
            var status = FrameReader.TryRead([(byte)first], 64, out _);
            Assert.Equal(allowed ? FrameStatus.Incomplete : FrameStatus.Malformed, status);
        }
    }

    [Theory]
    [InlineData("30 09", 10, FrameStatus.TooLarge)]
    [InlineData("30 08", 10, FrameStatus.Incomplete)]
    [InlineData("30 FF FF FF 7F", 1 << 20, FrameStatus.TooLarge)]
    public void Declared_length_is_judged_before_the_body_is_there(string hex, int limit, FrameStatus expected) =>
        Assert.Equal(expected, FrameReader.TryRead(AnyPacket.Hex(hex), limit, out _));

    [Fact]
    public void Frames_back_to_back_are_cut_one_by_one()
    {
        byte[] bytes = AnyPacket.Hex("C000 40020001 E000");
        List<PacketType> found = [];
        var rest = bytes.AsSpan();
        while (FrameReader.TryRead(rest, 64, out var frame) == FrameStatus.Complete)
        {
            found.Add(frame.Type);
            rest = rest[frame.Length..];
        }

        Assert.Equal([PacketType.PingReq, PacketType.PubAck, PacketType.Disconnect], found);
        Assert.True(rest.IsEmpty);
    }
}
