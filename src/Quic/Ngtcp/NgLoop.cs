using System.Collections.Concurrent;
using System.Net;
using Garita.Quic.Ngtcp.Sockets;
using Garita.Quic.Ngtcp.Streams;
using Garita.Quic.Ngtcp.Timers;

namespace Garita.Quic.Ngtcp;

/// <summary>
/// One thread with one socket. It owns the connections on it and is the only one that calls ngtcp2 for them; others
/// leave wishes in its queue. It ends when told to stop, and then closes what is open.
/// </summary>
internal sealed class NgLoop : IAsyncDisposable
{
    // 512 KiB: the thread's deepest stack is a certificate's judgement.
    private const int StackBytes = 512 * 1024;

    // Wishes served before datagrams and timers get their turn again.
    private const int WishesPerTurn = 1_024;

    private readonly UdpSocket _socket;
    private readonly PacketBatch _batch;
    private readonly NgRouter _router;
    private readonly Func<NgConnection, bool> _deliver;
    private readonly ConcurrentQueue<object> _wishes = new(); // each a caller's own; streams are in it once at most
    private readonly Queue<NgConnection> _dirty = new();
    private readonly TimerHeap<NgConnection> _timers = new();
    private readonly HashSet<NgConnection> _connections = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly UdpSocket.DatagramHandler _onDatagram;
    private readonly Func<bool> _hasWork;
    private volatile bool _stopping;
    private volatile bool _isOver;

    /// <summary>Makes a loop that does not run yet.</summary>
    /// <param name="socket">Its own from now on.</param>
    /// <param name="number">Its number among those of the port; the first byte of its connections' ids.</param>
    /// <param name="newcomers">Says what becomes of unknown packets; null on a client.</param>
    /// <param name="deliver">Takes connections whose handshake is done; false where nobody accepts.</param>
    public NgLoop(UdpSocket socket, byte number, NgNewcomers? newcomers, Func<NgConnection, bool> deliver)
    {
        (_socket, Number, _deliver) = (socket, number, deliver);
        _batch = new PacketBatch(socket);
        _router = new NgRouter(this, newcomers);
        _onDatagram = OnDatagram;
        _hasWork = () => !_wishes.IsEmpty || _stopping;
    }

    /// <summary>Its number among those of the port.</summary>
    public byte Number { get; }

    /// <summary>The address in use.</summary>
    public IPEndPoint LocalEndPoint => _socket.LocalEndPoint;

    /// <summary>The same as the kernel writes it.</summary>
    public RawAddress Local => _socket.Local;

    /// <summary>A client's connection; null where there is none, or where there are several.</summary>
    public NgConnection? OnlyConnection => _connections.Count == 1 ? _connections.First() : null;

    /// <summary>Starts the thread.</summary>
    public void Start() =>
        new Thread(Run, StackBytes) { IsBackground = true, Name = $"quic {LocalEndPoint.Port}/{Number}" }.Start();

    /// <summary>Closes all connections and ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        _socket.Wake();
        await _ended.Task.ConfigureAwait(false);
    }

    /// <summary>
    /// Leaves a wish: for a connection, a stream to look at, a datagram of another loop, or an action that throws
    /// nothing. From any thread.
    /// </summary>
    public void Post(object wish)
    {
        _wishes.Enqueue(wish);
        if (_isOver)
        {
            ServeWishes(int.MaxValue);
            return;
        }

        _socket.Wake();
    }

    /// <summary>Gives a connection a turn to send.</summary>
    public void MarkDirty(NgConnection connection)
    {
        if (!connection.IsDirty)
        {
            connection.IsDirty = true;
            _dirty.Enqueue(connection);
        }
    }

    /// <summary>Looks at a connection when its time comes, which may be another than before.</summary>
    public void Schedule(NgConnection connection) => _timers.Set(connection.Timer, connection.Expiry);

    /// <summary>Puts a new connection under the loop's care.</summary>
    public void Add(NgConnection connection)
    {
        _connections.Add(connection);
        MarkDirty(connection);
    }

    /// <summary>Nothing of it is left.</summary>
    public void Remove(NgConnection connection)
    {
        _connections.Remove(connection);
        _timers.Remove(connection.Timer);
    }

    /// <summary>Packets with this id are for this connection.</summary>
    public void Know(ConnectionKey key, NgConnection connection) => _router.Know(key, connection);

    /// <summary>And now no more.</summary>
    public void Forget(ConnectionKey key) => _router.Forget(key);

    /// <summary>Hands a connection to whoever accepts.</summary>
    public bool Deliver(NgConnection connection) => _deliver(connection);

    /// <summary>Sends one datagram by itself.</summary>
    public void Send(ReadOnlySpan<byte> datagram, in RawAddress to, in RawAddress from) =>
        _socket.Send(datagram, datagram.Length, to, from);

    /// <summary>Has a connection do something; its fault ends it alone.</summary>
    public static void Serve<TState>(NgConnection connection, TState state, Action<NgConnection, TState> step)
    {
        try
        {
            step(connection, state);
        }
        catch (Exception fault) // The one boundary of a connection: the others of this loop go on.
        {
            connection.Abandon(fault);
        }
    }

    private void OnDatagram(ReadOnlySpan<byte> data, in RawAddress remote, in RawAddress local) =>
        _router.Take(data, remote, local, Clock.Now(), isForwarded: false);

    private void Run()
    {
        try
        {
            while (!_stopping)
            {
                ServeWishes(WishesPerTurn);
                ServeTimers();
                ServeSenders();
                if (_socket.Wait(TimeToWait(), _hasWork))
                {
                    _socket.Receive(_onDatagram);
                }
            }
        }
        finally
        {
            foreach (NgConnection connection in _connections.ToArray())
            {
                connection.Stop();
            }

            _isOver = true;
            ServeWishes(int.MaxValue);
            _batch.Dispose();
            _socket.Dispose();
            _ended.TrySetResult();
        }
    }

    private void ServeWishes(int most)
    {
        for (int i = 0; i < most && _wishes.TryDequeue(out object? wish); i++)
        {
            switch (wish)
            {
                case NgStream stream:
                    Serve(stream.Connection, stream, static (_, s) => s.Serve());
                    break;
                case ConnectionWish { Connection: var connection, Work: var work }:
                    Serve(connection, work, static (_, w) => w());
                    break;
                case ForwardedDatagram when _isOver:
                    break; // the socket that would answer is closed
                case ForwardedDatagram datagram:
                    datagram.Arrived();
                    _router.Take(datagram.Data, datagram.Remote, datagram.Local, Clock.Now(), isForwarded: true);
                    break;
                case Action action:
                    action();
                    break;
            }
        }
    }

    private void ServeTimers()
    {
        ulong now = Clock.Now();

        // Not for ever where a connection is due again at once: others wait.
        for (int i = _timers.Count; i > 0 && _timers.First is { } due && due.At <= now; i--)
        {
            NgConnection connection = due.Owner;
            if (connection.Expiry <= now)
            {
                Serve(connection, now, static (c, n) => c.OnTimer(n));
            }

            if (!connection.IsGone)
            {
                Schedule(connection);
            }
        }
    }

    private void ServeSenders()
    {
        for (int i = _dirty.Count; i > 0; i--)
        {
            NgConnection connection = _dirty.Dequeue();
            connection.IsDirty = false;
            Serve(connection, _batch, static (c, batch) => c.Write(batch, Clock.Now()));
        }
    }

    private ulong? TimeToWait()
    {
        if (_dirty.Count > 0)
        {
            return 0;
        }

        ulong now = Clock.Now();
        return _timers.First is { At: var at } ? at > now ? at - now : 0 : null;
    }
}
