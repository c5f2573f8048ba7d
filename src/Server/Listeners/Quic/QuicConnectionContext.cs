using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Garita.Quic;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Garita.Server.Listeners.Quic;

/// <summary>A QUIC connection as Kestrel wants it.</summary>
internal sealed class QuicConnectionContext : MultiplexedConnectionContext, IProtocolErrorCodeFeature,
    ITlsConnectionFeature
{
    // H3_NO_ERROR (RFC 9114 8.1), for a connection that ends without a code of Kestrel's.
    private const long NoError = 0x100;

    private static long s_last;

    private readonly QuicConnection _connection;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Wraps a connection, which its acceptor disposes.</summary>
    public QuicConnectionContext(QuicConnection connection)
    {
        _connection = connection;
        ConnectionId = "q" + Interlocked.Increment(ref s_last).ToString(CultureInfo.InvariantCulture);
        ConnectionClosed = connection.Ended;
        LocalEndPoint = connection.LocalEndPoint;
        RemoteEndPoint = connection.RemoteEndPoint;
        ClientCertificate = connection.RemoteCertificate;
        Features.Set<IProtocolErrorCodeFeature>(this);
        Features.Set<ITlsConnectionFeature>(this);
    }

    /// <summary>Ends when Kestrel is done with it.</summary>
    public Task Completion => _completion.Task;

    /// <inheritdoc/>
    public override string ConnectionId { get; set; }

    /// <inheritdoc/>
    public override IFeatureCollection Features { get; } = new FeatureCollection();

    /// <inheritdoc/>
    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    /// <inheritdoc/>
    public override CancellationToken ConnectionClosed { get; set; }

    /// <inheritdoc/>
    public override EndPoint? LocalEndPoint { get; set; }

    /// <inheritdoc/>
    public override EndPoint? RemoteEndPoint { get; set; }

    /// <summary>The code that the connection is closed with; -1 while there is none.</summary>
    public long Error { get; set; } = -1;

    /// <summary>The client's certificate; it lives as long as the connection.</summary>
    public X509Certificate2? ClientCertificate { get; set; }

    private long CodeToSend => Error < 0 ? NoError : Error;

    /// <inheritdoc/>
    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) =>
        Task.FromResult(ClientCertificate);

    /// <inheritdoc/>
    public override void Abort() => _ = _connection.CloseAsync(CodeToSend).AsTask();

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason) => Abort();

    /// <inheritdoc/>
    public override async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _connection.AcceptStreamAsync(cancellationToken) is { } stream
            ? new QuicStreamContext(stream, this)
            : null;

    /// <inheritdoc/>
    public override async ValueTask<ConnectionContext> ConnectAsync(
        IFeatureCollection? features = null, CancellationToken cancellationToken = default)
    {
        bool bidirectional = features?.Get<IStreamDirectionFeature>()?.CanRead ?? true;
        return new QuicStreamContext(await _connection.OpenStreamAsync(bidirectional, cancellationToken), this);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _connection.CloseAsync(CodeToSend);
        _completion.TrySetResult();
        await base.DisposeAsync();
    }
}
