namespace Garita.MqttClient.Sessions;

/// <summary>How far a QoS 1 or 2 publish has come (MQTT 5 4.3).</summary>
internal enum FlightStage
{
    /// <summary>Not sent in this session.</summary>
    Waiting,

    /// <summary>PUBLISH sent, no answer yet.</summary>
    Published,

    /// <summary>QoS 2: PUBREC received, PUBREL sent; the broker owns the message.</summary>
    Released,

    /// <summary>Answered, or given up.</summary>
    Done,
}
