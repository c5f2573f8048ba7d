using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Garita.Quic;

/// <summary>One connection, its handshake done, its peer judged. Every member may be called from any thread.</summary>
public abstract class QuicConnection : IAsyncDisposable
{
    /// <summary>Engines alone make these.</summary>
    private protected QuicConnection()
    {
    }

    /// <summary>The application protocol that both ends agreed on (ALPN).</summary>
    public abstract string Protocol { get; }

    /// <summary>The local address.</summary>
    public abstract IPEndPoint LocalEndPoint { get; }

    /// <summary>The peer's address now. It changes when the peer moves to another network (RFC 9000 9).</summary>
    public abstract IPEndPoint RemoteEndPoint { get; }

    /// <summary>The name the client asked for; null where it named none.</summary>
    public abstract string? ServerName { get; }

    /// <summary>
    /// The peer's certificates, leaf first; empty where it showed none. They live until the connection is disposed.
    /// </summary>
    public abstract IReadOnlyList<X509Certificate2> RemoteChain { get; }

    /// <summary>The peer's own certificate, or null.</summary>
    public X509Certificate2? RemoteCertificate => RemoteChain.Count > 0 ? RemoteChain[0] : null;

    /// <summary>How the connection ended; null while it stands.</summary>
    public abstract QuicEnd? End { get; }

    /// <summary>Cancelled when the connection has ended, for whatever reason.</summary>
    public abstract CancellationToken Ended { get; }

    /// <summary>Opens a stream; waits while the peer's limit of streams is used up.</summary>
    /// <param name="bidirectional">Whether the peer may write, too.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="QuicException">The connection has ended, or too many wait already.</exception>
    public abstract ValueTask<QuicStream> OpenStreamAsync(
        bool bidirectional = true, CancellationToken cancellationToken = default);

    /// <summary>
    /// Waits for the next stream that the peer opens; the caller owns it. Null once the connection has ended.
    /// </summary>
    public abstract ValueTask<QuicStream?> AcceptStreamAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Closes at once and tells the peer; what was not acknowledged may be lost. Does nothing where it has ended.
    /// </summary>
    /// <param name="errorCode">The application's code (RFC 9000 20.2), 0 to 2^62-1.</param>
    public abstract ValueTask CloseAsync(long errorCode);

    /// <summary>Closes with code 0 where it stands, and frees all.</summary>
#pragma warning disable CA1816 // There is no finalizer to suppress.
    public abstract ValueTask DisposeAsync();
#pragma warning restore CA1816
}
