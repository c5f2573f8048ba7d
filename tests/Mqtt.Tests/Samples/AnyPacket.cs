using Garita.Mqtt.Packets;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Tests.Samples;

/// <summary>Reads whatever packet a frame holds, as a host's switch does.</summary>
internal static class AnyPacket
{
    public static byte[] Hex(string hex) =>
        Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal).ReplaceLineEndings(""));

    public static byte[] Write(IPacket packet, MqttVersion version)
    {
        byte[] bytes = new byte[PacketWriter.Measure(packet, version)];
        Assert.Equal(bytes.Length, PacketWriter.Write(packet, version, bytes));
        return bytes;
    }

    public static IPacket Read(ReadOnlySpan<byte> bytes, MqttVersion version)
    {
        Assert.Equal(FrameStatus.Complete, FrameReader.TryRead(bytes, int.MaxValue, out var frame));
        Assert.Equal(bytes.Length, frame.Length);
        Assert.Equal(PacketStatus.Ok, TryRead(frame, version, out var packet));
        return packet!;
    }

    public static PacketStatus StatusOf(string hex, MqttVersion version)
    {
        Assert.Equal(FrameStatus.Complete, FrameReader.TryRead(Hex(hex), int.MaxValue, out var frame));
        var status = TryRead(frame, version, out var packet);
        Assert.Equal(status == PacketStatus.Ok, packet is not null);
        return status;
    }

    public static PacketStatus TryRead(in Frame frame, MqttVersion version, out IPacket? packet)
    {
        switch (frame.Type)
        {
            case PacketType.Connect:
                return As(ConnectPacket.TryRead(frame, out var connect), connect, out packet);
            case PacketType.ConnAck:
                return As(ConnAckPacket.TryRead(frame, version, out var connAck), connAck, out packet);
            case PacketType.Publish:
                return As(PublishPacket.TryRead(frame, version, out var publish), publish, out packet);
            case PacketType.PubAck:
                return As(PubAckPacket.TryRead(frame, version, out var pubAck), pubAck, out packet);
            case PacketType.PubRec:
                return As(PubRecPacket.TryRead(frame, version, out var pubRec), pubRec, out packet);
            case PacketType.PubRel:
                return As(PubRelPacket.TryRead(frame, version, out var pubRel), pubRel, out packet);
            case PacketType.PubComp:
                return As(PubCompPacket.TryRead(frame, version, out var pubComp), pubComp, out packet);
            case PacketType.Subscribe:
                return As(SubscribePacket.TryRead(frame, version, out var subscribe), subscribe, out packet);
            case PacketType.SubAck:
                return As(SubAckPacket.TryRead(frame, version, out var subAck), subAck, out packet);
            case PacketType.Unsubscribe:
                return As(UnsubscribePacket.TryRead(frame, version, out var unsubscribe), unsubscribe, out packet);
            case PacketType.UnsubAck:
                return As(UnsubAckPacket.TryRead(frame, version, out var unsubAck), unsubAck, out packet);
            case PacketType.PingReq:
                return As(PingReqPacket.TryRead(frame, version, out var ping), ping, out packet);
            case PacketType.PingResp:
                return As(PingRespPacket.TryRead(frame, version, out var pong), pong, out packet);
            case PacketType.Disconnect:
                return As(DisconnectPacket.TryRead(frame, version, out var disconnect), disconnect, out packet);
            default:
                return As(AuthPacket.TryRead(frame, version, out var auth), auth, out packet);
        }
    }

    private static PacketStatus As(PacketStatus status, IPacket? read, out IPacket? packet)
    {
        packet = read;
        return status;
    }
}
