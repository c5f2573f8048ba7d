using System.Net;
using Garita.Quic;

namespace Garita.Server.Listeners.Quic;

/// <summary>One UDP port.</summary>
/// <param name="Endpoint">Where; port 0 takes any free port.</param>
/// <param name="Limits">What may be on it at once.</param>
internal sealed record QuicPortOptions(IPEndPoint Endpoint, QuicLimits Limits)
{
    /// <summary>A listener's own limits, said to the engine.</summary>
    /// <param name="options">The listener's.</param>
    /// <param name="idle">How long a connection may be silent.</param>
    /// <param name="streams">Streams both ways that a client may have open at once.</param>
    /// <param name="oneWayStreams">Streams one way.</param>
    public static QuicPortOptions For(ListenerOptions options, TimeSpan idle, int streams, int oneWayStreams) =>
        new(options.Endpoint, new QuicLimits
        {
            HandshakeTimeout = options.HandshakeTimeout,
            MaxHandshakes = options.MaxHandshakes,
            MaxConnections = options.MaxConnections,
            MaxConnectionsPerSource = options.MaxConnectionsPerSource,
            ConnectionsPerSecondPerSource = options.AcceptsPerSecondPerSource,
            IdleTimeout = idle,
            MaxBidirectionalStreams = streams,
            MaxUnidirectionalStreams = oneWayStreams,
        });
}
