using System.Net;
using System.Security.Cryptography.X509Certificates;
using Garita.Quic.Ngtcp.Native;
using Garita.Quic.Ngtcp.Streams;
using Garita.Quic.Ngtcp.Timers;

namespace Garita.Quic.Ngtcp;

/// <summary>
/// One connection. ngtcp2 may be called by one thread alone, that of the loop; the public members hand their wishes to
/// it. When it ends, the native state goes at once and only the ids and the last packet linger.
/// </summary>
internal sealed partial class NgConnection : QuicConnection
{
    private readonly NgLoop _loop;
    private readonly NgSetup _setup;
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _confirmed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyList<X509Certificate2> _chain = [];
    private IPEndPoint _remote;
    private QuicEnd? _end;
    private int _disposed;

    private NgConnection(NgLoop loop, NgSetup setup, NgPathEnds ends)
    {
        (_loop, _setup, _remoteRaw, _localRaw) = (loop, setup, ends.Remote, ends.Local);
        _remote = ends.Remote.ToEndPoint();
        LocalEndPoint = ends.Local.ToEndPoint();
        Streams = new NgStreamTable(this);
        Timer = new TimerEntry<NgConnection>(this);
    }

    public override string Protocol => _protocol;

    public override IPEndPoint LocalEndPoint { get; }

    public override IPEndPoint RemoteEndPoint => Volatile.Read(ref _remote);

    public override string? ServerName => _serverName;

    public override IReadOnlyList<X509Certificate2> RemoteChain => _chain;

    public override QuicEnd? End => Volatile.Read(ref _end);

    public override CancellationToken Ended => _ended.Token;

    /// <summary>All limits.</summary>
    public QuicLimits Limits => _setup.Limits;

    /// <summary>The streams.</summary>
    public NgStreamTable Streams { get; }

    /// <summary>Ends when the peer has confirmed the handshake, or with the reason why it never will.</summary>
    public Task Confirmed => _confirmed.Task;

    /// <summary>What goes with this connection: a client's loop.</summary>
    public IAsyncDisposable? Owned { get; set; }

    public override async ValueTask<QuicStream> OpenStreamAsync(
        bool bidirectional = true, CancellationToken cancellationToken = default)
    {
        TaskCompletionSource<NgStream> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource<NgStream>)state!).TrySetCanceled(token), answer);
        Post(() => Streams.Open(bidirectional, answer));
        if (End is { } end)
        {
            answer.TrySetException(new QuicException(end));
        }

        return await answer.Task.ConfigureAwait(false);
    }

    public override async ValueTask<QuicStream?> AcceptStreamAsync(CancellationToken cancellationToken = default) =>
        await Streams.AcceptAsync(cancellationToken).ConfigureAwait(false);

    public override async ValueTask CloseAsync(long errorCode)
    {
        // ngtcp2 ends the whole process over a larger one.
        ArgumentOutOfRangeException.ThrowIfNegative(errorCode);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(errorCode, QuicStream.MaxCode);
        Post(() => Close((ulong)errorCode));
        await _finished.Task.ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await CloseAsync(0).ConfigureAwait(false);
        if (Owned is not null)
        {
            await Owned.DisposeAsync().ConfigureAwait(false);
        }

        foreach (X509Certificate2 certificate in _chain)
        {
            certificate.Dispose();
        }
    }

    /// <summary>Has the loop do something for this connection.</summary>
    public void Post(Action work) => _loop.Post(new ConnectionWish(this, work));

    /// <summary>Has the loop look at a stream.</summary>
    public void Post(NgStream stream) => _loop.Post(stream);
}
