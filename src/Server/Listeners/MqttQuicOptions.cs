using System.Net;

namespace Garita.Server.Listeners;

/// <summary>MQTT over QUIC: whether, where and within which limits.</summary>
public sealed record MqttQuicOptions
{
    /// <summary>
    /// Whether there is such a listener. It needs a library that speaks QUIC; without one it is left out.
    /// </summary>
    public bool Enabled { get; init; } = true;

    /// <summary>
    /// Where it listens (UDP), and its limits: those of the MQTT listener, counted apart. Limits of the kernel's queue
    /// and of TLS records have no counterpart here.
    /// </summary>
    public ListenerOptions Listener { get; init; } =
        new() { Endpoint = new IPEndPoint(IPAddress.IPv6Any, MqttQuicListener.DefaultPort) };
}
