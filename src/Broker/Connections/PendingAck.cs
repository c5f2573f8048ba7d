using Garita.Mqtt.Packets;

namespace Garita.Broker.Connections;

/// <summary>An answer to one publish, and what it waits for.</summary>
internal readonly record struct PendingAck(PacketType Type, ushort PacketId, ReasonCode Reason, Task Ticket);
