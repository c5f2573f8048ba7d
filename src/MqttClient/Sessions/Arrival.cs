using Garita.Mqtt.Packets;

namespace Garita.MqttClient.Sessions;

/// <summary>
/// One QoS 1 or 2 message received and not yet acknowledged. Mutable fields are guarded by the lock of
/// <see cref="IncomingAcks"/>.
/// </summary>
internal sealed class Arrival(ushort packetId, QoS qos)
{
    /// <summary>The broker's packet id.</summary>
    public ushort PacketId { get; } = packetId;

    /// <summary>1 or 2.</summary>
    public QoS QoS { get; } = qos;

    /// <summary>Whether the application is done with it.</summary>
    public bool Handled { get; set; }
}
