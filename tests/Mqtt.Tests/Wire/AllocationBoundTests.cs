using Garita.Mqtt.Packets;
using Garita.Mqtt.Tests.Samples;
using Garita.Mqtt.Topics;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Tests.Wire;

public sealed class AllocationBoundTests
{
    /// <summary>
    /// What one permitted entry may cost in objects, beyond its bytes: record, filter, array, list slots.
    /// </summary>
    public const int BytesPerEntry = 320;

    /// <summary>The packet record with its parts.</summary>
    public const int BytesPerPacket = 2048;

    /// <summary>Text is two bytes a character, and a list of filters is copied while it grows.</summary>
    public const int BytesPerByte = 4;

    public static long PermittedFor(int frameLength) =>
        BytesPerPacket
        + ((long)BytesPerByte * frameLength)
        + ((long)BytesPerEntry * Math.Min(frameLength / 3, PacketLimits.MaxFilters + PacketLimits.MaxUserProperties));

    public static long Measure(byte[] bytes, MqttVersion version)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        if (FrameReader.TryRead(bytes, int.MaxValue, out var frame) == FrameStatus.Complete)
        {
            _ = AnyPacket.TryRead(frame, version, out _);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Fact]
    public void Largest_length_declared_allocates_nothing()
    {
        byte[] header = [0x30, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF];
        Measure(header, MqttVersion.V500);
        Assert.Equal(0, Measure(header, MqttVersion.V500));
    }

    [Theory]
    [InlineData("fields that claim 65,535 bytes", "30 05 FFFF 000000")]
    [InlineData("a property block that claims 256 MB", "82 08 0001 FFFFFF7F 0000")]
    [InlineData("correlation data that claims 65,535 bytes", "30 08 0001 61 04 09FFFF00")]
    public void Length_claimed_inside_a_frame_allocates_nothing(string what, string hex)
    {
        byte[] bytes = AnyPacket.Hex(hex);
        Measure(bytes, MqttVersion.V500);
        Assert.True(Measure(bytes, MqttVersion.V500) == 0, what);
    }

    [Fact]
    public void Flood_of_filters_stops_at_the_limit()
    {
        // Four bytes each, the cheapest a filter can be: [0 1 a 0].
        byte[] entries = [.. Enumerable.Repeat<byte[]>([0, 1, 0x61, 0], 60_000).SelectMany(entry => entry)];
        AssertBounded(Frame(0x82, [0, 1, 0, .. entries]), MqttVersion.V500);
        AssertBounded(Frame(0x82, [0, 1, .. entries]), MqttVersion.V311);
    }

    [Fact]
    public void Flood_of_user_properties_stops_at_the_limit()
    {
        byte[] entries = [.. Enumerable.Repeat<byte[]>([0x26, 0, 0, 0, 0], 50_000).SelectMany(entry => entry)];
        byte[] length = new byte[4];
        int used = VariableInteger.Write((uint)entries.Length, length);
        AssertBounded(Frame(0xE0, [0, .. length[..used], .. entries]), MqttVersion.V500);
        AssertBounded(Frame(0x30, [0, 1, 0x61, .. length[..used], .. entries]), MqttVersion.V500);
    }

    [Fact]
    public void Flood_of_subscription_identifiers_costs_their_size()
    {
        byte[] entries = [.. Enumerable.Repeat<byte[]>([0x0B, 1], 100_000).SelectMany(entry => entry)];
        byte[] length = new byte[4];
        int used = VariableInteger.Write((uint)entries.Length, length);
        AssertBounded(Frame(0x30, [0, 1, 0x61, .. length[..used], .. entries]), MqttVersion.V500);
    }

    [Fact]
    public void Longest_topic_and_payload_are_copied_once()
    {
        var packet = new PublishPacket
        {
            Topic = TopicName.Parse(new string('/', 65_535)),
            Payload = new byte[1 << 20],
        };
        AssertBounded(AnyPacket.Write(packet, MqttVersion.V311), MqttVersion.V311);
    }

    private static void AssertBounded(byte[] bytes, MqttVersion version)
    {
        Measure(bytes, version);
        long allocated = Measure(bytes, version);
        Assert.True(allocated <= PermittedFor(bytes.Length), $"{allocated} for {bytes.Length}");
    }

    private static byte[] Frame(byte first, byte[] body)
    {
        byte[] length = new byte[4];
        int used = VariableInteger.Write((uint)body.Length, length);
        return [first, .. length[..used], .. body];
    }
}
