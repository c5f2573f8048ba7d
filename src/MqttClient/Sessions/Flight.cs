using Garita.Mqtt.Packets;

namespace Garita.MqttClient.Sessions;

/// <summary>
/// One QoS 1 or 2 publish until its last acknowledgement. Mutable fields are guarded by the lock of
/// <see cref="OutgoingFlights"/>.
/// </summary>
internal sealed class Flight(OutgoingMessage message)
{
    /// <summary>What is published.</summary>
    public OutgoingMessage Message { get; } = message;

    /// <summary>The id on the wire; 0 while waiting.</summary>
    public ushort PacketId { get; set; }

    /// <summary>How far it has come.</summary>
    public FlightStage Stage { get; set; }

    /// <summary>
    /// Whether a PUBLISH of this session carried it before, so that the next one says DUP [MQTT-3.3.1-1].
    /// </summary>
    public bool Duplicate { get; set; }

    /// <summary>Whether it was sent on the present connection.</summary>
    public bool OnWire { get; set; }

    /// <summary>Completes with the broker's last word.</summary>
    public TaskCompletionSource<ReasonCode> Outcome { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
