using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Garita.Server.Listeners;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Garita.Server.DeviceHttps;

/// <summary>
/// A peer that finished its handshake at our own acceptor, as the web server takes connections. Owns the peer's stream
/// and socket.
/// </summary>
internal sealed class TlsConnectionContext : ConnectionContext, ITlsConnectionFeature, ITlsApplicationProtocolFeature
{
    private static long s_lastId;

    private readonly TlsPeer _peer;
    private readonly TimeSpan _linger;
    private readonly TimeProvider _time;

    // Never disposed: it has no timer, and Abort may come at any time.
    private readonly CancellationTokenSource _closed = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _disposed;

    public TlsConnectionContext(TlsPeer peer, ListenerOptions options, TimeProvider time)
    {
        (_peer, _linger, _time) = (peer, options.LingerTimeout, time);
        RecordStream stream = new(peer.Stream, options.MaxRecordBytes, Cut);
        Transport = new StreamPipes(
            PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true, useZeroByteReads: true)),
            PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true)));
        ConnectionClosed = _closed.Token;
        LocalEndPoint = peer.Socket.LocalEndPoint;
        RemoteEndPoint = peer.Remote;
        Features.Set<ITlsConnectionFeature>(this);
        Features.Set<ITlsApplicationProtocolFeature>(this);
    }

    /// <summary>Completes when nothing of the connection is left.</summary>
    public Task Ended => _ended.Task;

    /// <inheritdoc/>
    public override string ConnectionId { get; set; } =
        Interlocked.Increment(ref s_lastId).ToString(CultureInfo.InvariantCulture);

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
    public ReadOnlyMemory<byte> ApplicationProtocol => _peer.Stream.NegotiatedApplicationProtocol.Protocol;

    /// <inheritdoc/>
    public X509Certificate2? ClientCertificate
    {
        get => _peer.Certificate;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) =>
        Task.FromResult(ClientCertificate);

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason) => Cut();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await EndAsync();
            await base.DisposeAsync();
            _ended.TrySetResult();
        }
    }

    private void Cut()
    {
        _peer.Socket.Dispose();
        _ = _closed.CancelAsync();
    }

    private async Task EndAsync()
    {
        try
        {
            await Transport.Input.CompleteAsync();
            await Transport.Output.CompleteAsync();
            await _peer.Stream.ShutdownAsync().WaitAsync(_linger, _time);
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException
            or InvalidOperationException or TimeoutException)
        {
            // Nobody is there to hear close_notify.
        }

        _peer.Socket.Dispose();
        await _peer.Stream.DisposeAsync();
    }

    private sealed record StreamPipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
