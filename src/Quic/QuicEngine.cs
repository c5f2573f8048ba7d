namespace Garita.Quic;

/// <summary>A library that speaks QUIC.</summary>
internal abstract class QuicEngine
{
    /// <summary>Which one.</summary>
    public abstract QuicEngineKind Kind { get; }

    /// <summary>Its name and version, for a log.</summary>
    public abstract string Description { get; }

    /// <summary>Binds a port; see <see cref="QuicTransport.ListenAsync"/>.</summary>
    public abstract ValueTask<QuicServer> ListenAsync(QuicServerOptions options, CancellationToken cancellationToken);

    /// <summary>Makes a connection; see <see cref="QuicTransport.ConnectAsync"/>.</summary>
    public abstract ValueTask<QuicConnection> ConnectAsync(
        QuicClientOptions options, CancellationToken cancellationToken);
}
