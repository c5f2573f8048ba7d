using System.Net.Sockets;

namespace Garita.Quic;

/// <summary>QUIC v1 (RFC 9000) with TLS 1.3 (RFC 9001), over whichever engine this machine has.</summary>
public static class QuicTransport
{
    /// <summary>Binds a UDP port and takes connections on it.</summary>
    /// <exception cref="QuicUnavailableException">There is no engine; the message says what to install.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="SocketException">The port is taken, or may not be.</exception>
    public static ValueTask<QuicServer> ListenAsync(
        QuicServerOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return QuicSupport.Require().ListenAsync(options, cancellationToken);
    }

    /// <summary>
    /// Makes a connection. It is handed out when the server has confirmed the handshake, which it does only after it
    /// has judged our certificate (RFC 9001 4.1.2).
    /// </summary>
    /// <exception cref="QuicUnavailableException">There is no engine; the message says what to install.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="QuicException">The handshake did not end well; <see cref="QuicException.End"/> says
    /// how.</exception>
    /// <exception cref="SocketException">The local address cannot be used.</exception>
    public static ValueTask<QuicConnection> ConnectAsync(
        QuicClientOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return QuicSupport.Require().ConnectAsync(options, cancellationToken);
    }
}
