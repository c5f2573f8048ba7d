using System.Net;

namespace Garita.Quic;

/// <summary>A handshake with a client that did not end well.</summary>
/// <param name="RemoteEndPoint">Where the client's packets come from. Where <see cref="QuicEnd.Kind"/> is
/// <see cref="QuicEndKind.TransportError"/> or <see cref="QuicEndKind.HandshakeTimeout"/> it may be forged. An engine
/// that does not know says 0.0.0.0, port 0.</param>
/// <param name="End">How it ended.</param>
/// <param name="IsVerdict">Whether it ended because <see cref="QuicServerOptions.Verify"/> said no, which knows
/// why.</param>
public sealed record QuicFailedHandshake(IPEndPoint RemoteEndPoint, QuicEnd End, bool IsVerdict);
