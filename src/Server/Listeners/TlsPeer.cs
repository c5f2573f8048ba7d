using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Garita.Server.Listeners;

/// <summary>
/// A client that finished the handshake with a certificate whose chain is valid. Owns stream and socket.
/// </summary>
/// <param name="Stream">The TLS stream.</param>
/// <param name="Socket">The socket under it.</param>
/// <param name="Remote">The other end.</param>
/// <param name="Certificate">The client's certificate; lives as long as the stream.</param>
internal sealed record TlsPeer(
    SslStream Stream,
    Socket Socket,
    IPEndPoint Remote,
    X509Certificate2 Certificate)
{
    /// <summary>The certificate's names, for logs; decoded when asked for.</summary>
    public PeerCertificateNames ReadNames() => PeerCertificateNames.Of(Certificate);
}
