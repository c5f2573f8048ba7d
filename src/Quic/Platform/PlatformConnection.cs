using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Net = System.Net.Quic;

namespace Garita.Quic.Platform;

/// <summary>A connection of System.Net.Quic.</summary>
internal sealed class PlatformConnection : QuicConnection
{
    private readonly Net.QuicConnection _inner;
    private readonly CancellationTokenSource _ended = new();
    private readonly Channel<QuicStream> _streams = Channel.CreateUnbounded<QuicStream>(); // bounded by stream limits
    private QuicEnd? _end;

    public PlatformConnection(Net.QuicConnection inner, IReadOnlyList<X509Certificate2> chain, string? serverName)
    {
        _inner = inner;
        RemoteChain = chain;
        ServerName = serverName;
        Protocol = inner.NegotiatedApplicationProtocol.ToString();
        _ = AcceptUntilEndAsync();
    }

    public override string Protocol { get; }

    public override string? ServerName { get; }

    public override IReadOnlyList<X509Certificate2> RemoteChain { get; }

    public override IPEndPoint LocalEndPoint => PlatformEngine.Plain(_inner.LocalEndPoint);

    public override IPEndPoint RemoteEndPoint => PlatformEngine.Plain(_inner.RemoteEndPoint);

    public override QuicEnd? End => Volatile.Read(ref _end);

    public override CancellationToken Ended => _ended.Token;

    public override async ValueTask<QuicStream> OpenStreamAsync(
        bool bidirectional = true, CancellationToken cancellationToken = default)
    {
        try
        {
            Net.QuicStream stream = await _inner.OpenOutboundStreamAsync(
                bidirectional ? Net.QuicStreamType.Bidirectional : Net.QuicStreamType.Unidirectional,
                cancellationToken).ConfigureAwait(false);
            return new PlatformStream(stream);
        }
        catch (Exception fault) when (fault is Net.QuicException or ObjectDisposedException)
        {
            throw new QuicException(End ?? PlatformEnd.Of(fault), fault);
        }
    }

    public override async ValueTask<QuicStream?> AcceptStreamAsync(CancellationToken cancellationToken = default)
    {
        while (await _streams.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_streams.Reader.TryRead(out QuicStream? stream))
            {
                return stream;
            }
        }

        return null;
    }

    public override async ValueTask CloseAsync(long errorCode)
    {
        Finish(new QuicEnd(QuicEndKind.ClosedHere, (ulong)errorCode, "closed here"));
        try
        {
            await _inner.CloseAsync(errorCode).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // Closed twice.
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync(0).ConfigureAwait(false);
        await _inner.DisposeAsync().ConfigureAwait(false);
        foreach (X509Certificate2 certificate in RemoteChain)
        {
            certificate.Dispose();
        }
    }

    // Accepting always, wanted or not, is the one way to hear of the connection's end.
    private async Task AcceptUntilEndAsync()
    {
        try
        {
            while (true)
            {
                Net.QuicStream stream = await _inner.AcceptInboundStreamAsync().ConfigureAwait(false);
                _streams.Writer.TryWrite(new PlatformStream(stream));
            }
        }
        catch (Exception fault) when (fault is Net.QuicException or ObjectDisposedException
            or OperationCanceledException or InvalidOperationException)
        {
            Finish(PlatformEnd.Of(fault));
        }
    }

    private void Finish(QuicEnd end)
    {
        if (Interlocked.CompareExchange(ref _end, end, null) is null)
        {
            _streams.Writer.TryComplete();
            _ = _ended.CancelAsync();
        }
    }
}
