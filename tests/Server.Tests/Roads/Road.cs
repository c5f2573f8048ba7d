namespace Garita.Server.Tests.Roads;

/// <summary>What carries MQTT.</summary>
public enum Road
{
    Tcp,
    WebSocket,
    Quic,
}
