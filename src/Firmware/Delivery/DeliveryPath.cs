namespace Garita.Firmware.Delivery;

/// <summary>A way by which a device may fetch what an offer names.</summary>
public enum DeliveryPath
{
    /// <summary>Ranges over HTTPS, with the device certificate. In a message: <c>https</c>.</summary>
    Https,

    /// <summary>Chunks on request over the MQTT connection. In a message: <c>mqtt</c>.</summary>
    Mqtt,

    /// <summary>Chunks sent once for many devices, in turns. In a message: <c>carousel</c>.</summary>
    Carousel,
}
