using System.Net;

namespace Garita.Quic;

/// <summary>A handshake with a client that did not end well.</summary>
/// <param name="RemoteEndPoint">Where the client's packets come from. An engine that does not know says 0.0.0.0,
/// port 0.</param>
/// <param name="End">How it ended.</param>
/// <param name="IsVerdict">Whether it ended because <see cref="QuicServerOptions.Verify"/> said no, which knows
/// why.</param>
/// <param name="IsAddressProved">Whether somebody at that address got an answer of ours; otherwise the address may be
/// forged.</param>
public sealed record QuicFailedHandshake(
    IPEndPoint RemoteEndPoint, QuicEnd End, bool IsVerdict, bool IsAddressProved);
