using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Garita.Quic;

/// <summary>
/// What the other end showed in a handshake. Nothing of it has been judged but that the certificates parse; that the
/// peer holds the leaf's key is proved before the handshake ends.
/// </summary>
/// <param name="Chain">Leaf first, then what the peer sent along; empty where it showed nothing. They are disposed
/// with the connection, or right after the question where the answer is no.</param>
/// <param name="RemoteEndPoint">Where it comes from.</param>
/// <param name="ServerName">The name the client asked for; null where it named none.</param>
public sealed record QuicPeer(IReadOnlyList<X509Certificate2> Chain, IPEndPoint RemoteEndPoint, string? ServerName);
