namespace Garita.MqttClient;

/// <summary>What this client throws for every fault of the broker, the network or the peer's certificate.</summary>
public sealed class MqttClientException : Exception
{
    /// <summary>Names what failed; the message must hold no secret.</summary>
    public MqttClientException(ClientFault fault, string message, Exception? inner = null)
        : base(message, inner)
    {
        Fault = fault;
    }

    /// <summary>What failed.</summary>
    public ClientFault Fault { get; }

    /// <summary>
    /// The reason code from the wire (CONNACK, PUBACK, SUBACK, DISCONNECT), or null where there was none.
    /// </summary>
    public byte? ReasonCode { get; init; }
}
