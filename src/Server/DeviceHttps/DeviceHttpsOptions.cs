using System.Net;
using Garita.Server.Listeners;

namespace Garita.Server.DeviceHttps;

/// <summary>
/// The HTTPS listener for devices and services, and its limits: MQTT over WebSocket and the few resources they need.
/// </summary>
public sealed record DeviceHttpsOptions
{
    /// <summary>The port that devices know.</summary>
    public const int DefaultPort = 8443;

    /// <summary>Whether there is such a listener at all.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>
    /// Whether HTTP/3 is spoken on the UDP port of the same number, and HTTP/1.1 and 2 tell of it. It needs a library
    /// that speaks QUIC; without one it is left out.
    /// </summary>
    public bool Http3 { get; init; } = true;

    /// <summary>
    /// Where it listens, and every limit that holds before and below HTTP; the same as on the MQTT listener, counted
    /// apart.
    /// </summary>
    public ListenerOptions Listener { get; init; } =
        new() { Endpoint = new IPEndPoint(IPAddress.IPv6Any, DefaultPort) };

    /// <summary>
    /// Origins whose pages may open a WebSocket, as browsers spell them: <c>https://panel.lan</c>. None by default: a
    /// browser that holds a device's certificate would show it to whatever page asks.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>From the first byte of a request to the end of its headers. 10 s, as for the handshake.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may stay without a request. 60 s: a device asks and goes.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>All headers of a request, in bytes. 8 KiB: many times what a device sends.</summary>
    public int MaxHeaderBytes { get; init; } = 8 * 1024;

    /// <summary>Headers of a request. 32.</summary>
    public int MaxHeaders { get; init; } = 32;

    /// <summary>The largest body, in bytes. 16 KiB: nothing here takes one yet.</summary>
    public int MaxBodyBytes { get; init; } = 16 * 1024;

    /// <summary>Requests at once on one HTTP/2 or HTTP/3 connection. 16: a device has few questions.</summary>
    public int MaxRequestsPerConnection { get; init; } = 16;

    /// <summary>
    /// The slowest a reader of a response may be, in bytes a second, once <see cref="SlowestGrace"/> is over: a narrow
    /// radio link does more.
    /// </summary>
    public double SlowestReader { get; init; } = 240;

    /// <summary>How long a reader may be slower than that. 20 s: a link that is lost and found again.</summary>
    public TimeSpan SlowestGrace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> where one is out of its range.</summary>
    public void Validate()
    {
        Listener.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxHeaderBytes, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxHeaders, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxBodyBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRequestsPerConnection, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(SlowestReader, 0);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(SlowestGrace, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(HeaderTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(IdleTimeout, TimeSpan.Zero);
    }
}
