using System.Net;

namespace Garita.Quic;

/// <summary>A bound UDP port that takes connections. Made by <see cref="QuicTransport.ListenAsync"/>.</summary>
public abstract class QuicServer : IAsyncDisposable
{
    /// <summary>Engines alone make these.</summary>
    private protected QuicServer()
    {
    }

    /// <summary>The address in use, with the port that was really taken.</summary>
    public abstract IPEndPoint LocalEndPoint { get; }

    /// <summary>What new connections are shown. Those that stand keep what they were made with.</summary>
    public abstract QuicCertificate Certificate { get; set; }

    /// <summary>Counts at this moment.</summary>
    public abstract QuicServerSnapshot Snapshot { get; }

    /// <summary>
    /// Waits for the next connection whose handshake has ended well; the caller owns it. Null once
    /// <see cref="StopAcceptingAsync"/> was called.
    /// </summary>
    public abstract ValueTask<QuicConnection?> AcceptAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes no more connections; those that stand go on.</summary>
    public abstract ValueTask StopAcceptingAsync();

    /// <summary>Closes everything and frees the port; peers are told. Takes less than a second.</summary>
#pragma warning disable CA1816 // There is no finalizer to suppress.
    public abstract ValueTask DisposeAsync();
#pragma warning restore CA1816
}
