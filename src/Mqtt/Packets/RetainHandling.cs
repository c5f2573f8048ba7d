namespace Garita.Mqtt.Packets;

/// <summary>When retained messages are sent for a subscription (MQTT 5, 3.8.3.1). 3 does not exist.</summary>
public enum RetainHandling : byte
{
    /// <summary>At every SUBSCRIBE; the only behaviour of MQTT 3.1.1.</summary>
    SendAlways = 0,

    /// <summary>Only if the subscription did not exist before.</summary>
    SendIfNew = 1,

    /// <summary>Never.</summary>
    DoNotSend = 2,
}
