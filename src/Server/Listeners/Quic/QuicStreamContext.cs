using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using Garita.Quic;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Garita.Server.Listeners.Quic;

/// <summary>A QUIC stream as Kestrel wants it.</summary>
internal sealed class QuicStreamContext : ConnectionContext, IStreamIdFeature, IStreamDirectionFeature,
    IStreamAbortFeature, IStreamClosedFeature, IProtocolErrorCodeFeature, IPersistentStateFeature
{
    // H3_REQUEST_CANCELLED (RFC 9114 8.1), for an abort without a code of Kestrel's.
    private const long Cancelled = 0x10c;

    private readonly QuicStream _stream;

    /// <summary>Wraps a stream, which is disposed with this.</summary>
    public QuicStreamContext(QuicStream stream, QuicConnectionContext connection)
    {
        _stream = stream;
        (CanRead, CanWrite) = (stream.CanRead, stream.CanWrite);
        Transport = stream;
        ConnectionId = string.Create(CultureInfo.InvariantCulture, $"{connection.ConnectionId}:{stream.Id}");
        ConnectionClosed = stream.Ended;
        LocalEndPoint = connection.LocalEndPoint;
        RemoteEndPoint = connection.RemoteEndPoint;
        Features.Set<IStreamIdFeature>(this);
        Features.Set<IStreamDirectionFeature>(this);
        Features.Set<IStreamAbortFeature>(this);
        Features.Set<IStreamClosedFeature>(this);
        Features.Set<IProtocolErrorCodeFeature>(this);
        Features.Set<IPersistentStateFeature>(this);
        Features.Set<ITlsConnectionFeature>(connection);
    }

    /// <inheritdoc/>
    public override string ConnectionId { get; set; }

    /// <inheritdoc/>
    public override IFeatureCollection Features { get; } = new FeatureCollection();

    /// <inheritdoc/>
    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    /// <inheritdoc/>
    public override IDuplexPipe Transport { get; set; }

    /// <inheritdoc/>
    public override CancellationToken ConnectionClosed { get; set; }

    /// <inheritdoc/>
    public override EndPoint? LocalEndPoint { get; set; }

    /// <inheritdoc/>
    public override EndPoint? RemoteEndPoint { get; set; }

    /// <inheritdoc/>
    public long StreamId => _stream.Id;

    /// <inheritdoc/>
    public bool CanRead { get; }

    /// <inheritdoc/>
    public bool CanWrite { get; }

    /// <summary>The code that the stream is aborted with; -1 while there is none.</summary>
    public long Error { get; set; } = -1;

    /// <summary>What Kestrel keeps with a stream.</summary>
    public IDictionary<object, object?> State { get; } = new Dictionary<object, object?>();

    /// <inheritdoc/>
    public void AbortRead(long errorCode, ConnectionAbortedException abortReason) => _stream.AbortRead(errorCode);

    /// <inheritdoc/>
    public void AbortWrite(long errorCode, ConnectionAbortedException abortReason) => _stream.AbortWrite(errorCode);

    /// <inheritdoc/>
    public void OnClosed(Action<object?> callback, object? state) => _stream.Ended.Register(callback, state);

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason) =>
        _stream.Abort(Error < 0 ? Cancelled : Error);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await base.DisposeAsync();
    }
}
