namespace Garita.Device;

/// <summary>
/// What carries MQTT between a device and its broker. All of it is TLS 1.3 with both sides authenticated.
/// </summary>
public enum DeviceTransport
{
    /// <summary>TCP.</summary>
    Tcp,

    /// <summary>A WebSocket over HTTPS, for networks that let nothing else through.</summary>
    WebSocket,

    /// <summary>
    /// QUIC, and TCP where UDP is blocked or this machine has no library that speaks QUIC. A connection survives a
    /// change of the device's address. The private key must be one that can be exported.
    /// </summary>
    Quic,
}
