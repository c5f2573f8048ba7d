using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Threading.Channels;
using Garita.Quic.Ngtcp.Native;

namespace Garita.Quic.Ngtcp.Streams;

/// <summary>The streams of one connection. Everything here but accepting is on the loop's thread.</summary>
internal sealed class NgStreamTable(NgConnection connection)
{
    private readonly Dictionary<long, NgStream> _streams = [];
    private readonly Queue<TaskCompletionSource<NgStream>> _waitingBidi = new();
    private readonly Queue<TaskCompletionSource<NgStream>> _waitingUni = new();
    private bool _willOpen; // the loop has been told that the peer allows more

    // Its limit is that of the peer's streams: a place is given back only once a stream was taken from here.
    private readonly Channel<NgStream> _arrived =
        Channel.CreateUnbounded<NgStream>(new UnboundedChannelOptions { SingleWriter = true });

    /// <summary>Streams with something to send.</summary>
    public NgSendQueue SendQueue { get; } = new();

    /// <summary>Waits for the peer's next stream; null once the connection has ended. From any thread.</summary>
    public async ValueTask<NgStream?> AcceptAsync(CancellationToken cancellationToken)
    {
        while (await _arrived.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_arrived.Reader.TryRead(out NgStream? stream))
            {
                connection.Post(() => Take(stream));
                return stream;
            }
        }

        return null;
    }

    /// <summary>Opens a stream as soon as the peer allows one.</summary>
    public void Open(bool bidirectional, TaskCompletionSource<NgStream> answer)
    {
        Queue<TaskCompletionSource<NgStream>> waiting = bidirectional ? _waitingBidi : _waitingUni;
        if (waiting.Count >= connection.Limits.MaxWaitingOpens)
        {
            answer.TrySetException(new QuicException(
                new QuicEnd(QuicEndKind.Fault, null, "too many streams wait to be opened")));
            return;
        }

        waiting.Enqueue(answer);
        OpenWaiting();
    }

    /// <summary>Opens what waits and is allowed.</summary>
    public void OpenWaiting()
    {
        _willOpen = false;
        OpenWaiting(_waitingBidi, bidirectional: true);
        OpenWaiting(_waitingUni, bidirectional: false);
    }

    /// <summary>The caller wrote, ended or consumed something.</summary>
    public void Serve(NgStream stream)
    {
        GiveCredit(stream, stream.TakeConsumed());
        Queue(stream);
    }

    /// <summary>The caller wants no more of what comes.</summary>
    public void AbortRead(NgStream stream, ulong code)
    {
        if (connection.Native is { } native)
        {
            if (!stream.State.Closed)
            {
                native.AbortRead(stream.Id, code);
            }

            StopReading(stream, new QuicStreamException((long)code, byPeer: false));
            connection.MarkDirty();
        }
    }

    /// <summary>The caller takes back what it wrote.</summary>
    public void AbortWrite(NgStream stream, ulong code)
    {
        if (connection.Native is { } native && !stream.State.Closed && !stream.State.WriteOver)
        {
            stream.State.WriteOver = true;
            native.AbortWrite(stream.Id, code);
            connection.MarkDirty();
        }
    }

    /// <summary>The connection has ended; so have all its streams.</summary>
    public void EndAll(QuicEnd end)
    {
        foreach (NgStream stream in _streams.Values)
        {
            Close(stream, new QuicException(end));
        }

        _streams.Clear();
        SendQueue.Clear();
        _arrived.Writer.TryComplete();
        OpenWaiting();
    }

    /// <summary>The peer opened one.</summary>
    public void OnOpened(long id)
    {
        NgStream stream = new(connection, id, isLocal: false);
        _streams.Add(id, stream);
        _arrived.Writer.TryWrite(stream);
    }

    /// <summary>Bytes came, in order.</summary>
    public void OnData(long id, ReadOnlySpan<byte> data, bool end)
    {
        if (!_streams.TryGetValue(id, out NgStream? stream) || stream.Arriving is not { } arriving)
        {
            return;
        }

        stream.State.Received += data.Length;
        if (stream.State.ReadOver)
        {
            GiveCredit(stream, data.Length);
            return;
        }

        arriving.Write(data);
        if (end)
        {
            arriving.Complete();
            CloseOneWay(stream);
            return;
        }

        ValueTask<FlushResult> flushed = arriving.FlushAsync(); // whether anybody reads is known from AbortRead
        Debug.Assert(flushed.IsCompleted, "a pipe without a threshold does not wait");
    }

    /// <summary>The peer has got these bytes of ours; they need not be kept.</summary>
    public void OnAcknowledged(long id, long bytes)
    {
        if (bytes > 0 && _streams.TryGetValue(id, out NgStream? stream)
            && stream.Leaving is { } leaving && leaving.TryRead(out ReadResult kept))
        {
            stream.State.Acknowledged += bytes;
            leaving.AdvanceTo(kept.Buffer.GetPosition(bytes));
        }
    }

    /// <summary>The peer takes more streams. Not opened here: this is within a callback.</summary>
    public void OnMoreAllowed()
    {
        if (!_willOpen && _waitingBidi.Count + _waitingUni.Count > 0)
        {
            _willOpen = true;
            connection.Post(OpenWaiting);
        }
    }

    /// <summary>The peer took back what it sent.</summary>
    public void OnReset(long id, ulong code)
    {
        if (_streams.TryGetValue(id, out NgStream? stream))
        {
            StopReading(stream, new QuicStreamException((long)code, byPeer: true));
            CloseOneWay(stream);
        }
    }

    /// <summary>Both directions are over and acknowledged.</summary>
    public void OnClosed(long id)
    {
        if (_streams.Remove(id, out NgStream? stream))
        {
            Close(stream, fault: null);
            GivePlaceBack(stream);
        }
    }

    // ngtcp2 0.12 never says that a one-way stream of the peer is over.
    private void CloseOneWay(NgStream stream)
    {
        if (!NgtcpLibrary.IsOne && !stream.IsBidirectional)
        {
            OnClosed(stream.Id);
        }
    }

    private void OpenWaiting(Queue<TaskCompletionSource<NgStream>> waiting, bool bidirectional)
    {
        while (waiting.TryPeek(out TaskCompletionSource<NgStream>? answer))
        {
            if (connection.Native is not { } native)
            {
                answer.TrySetException(new QuicException(connection.End!));
            }
            else if (!answer.Task.IsCompleted)
            {
                long id = native.OpenStream(bidirectional);
                if (id < 0)
                {
                    return;
                }

                Hand(new NgStream(connection, id, isLocal: true), answer);
            }

            waiting.Dequeue();
        }
    }

    private void Hand(NgStream stream, TaskCompletionSource<NgStream> answer)
    {
        _streams.Add(stream.Id, stream);
        if (!answer.TrySetResult(stream))
        {
            stream.Abort(0); // whoever waited has given up
        }
    }

    private void Take(NgStream stream)
    {
        stream.State.Taken = true;
        if (stream.State.Closed)
        {
            GivePlaceBack(stream);
        }
    }

    // A place for another stream of the peer is free when this one is over and somebody has taken it.
    private void GivePlaceBack(NgStream stream)
    {
        if (!stream.IsLocal && stream.State is { Closed: true, Taken: true } && connection.Native is { } native)
        {
            native.ExtendStreams(stream.IsBidirectional);
            connection.MarkDirty();
        }
    }

    private void Queue(NgStream stream)
    {
        if (stream.Leaving is not null && stream.State is { Closed: false, WriteOver: false, Blocked: false })
        {
            SendQueue.Add(stream);
            connection.MarkDirty();
        }
    }

    private void GiveCredit(NgStream stream, long bytes)
    {
        NgStreamState state = stream.State;
        bytes = Math.Min(bytes, state.Received - state.Credited);
        if (bytes <= 0 || connection.Native is not { } native)
        {
            return;
        }

        state.Credited += bytes;
        if (!state.Closed && !state.ReadOver)
        {
            native.ExtendStream(stream.Id, bytes);
        }

        native.ExtendConnection(bytes);
        connection.MarkDirty();
    }

    private void StopReading(NgStream stream, QuicStreamException fault)
    {
        if (!stream.State.ReadOver)
        {
            stream.State.ReadOver = true;
            stream.EndReading(fault);
            stream.Arriving?.Complete(fault);

            // Nobody will consume what lies there; the other streams need its share of the window.
            GiveCredit(stream, long.MaxValue);
        }
    }

    private static void Close(NgStream stream, QuicException? fault)
    {
        stream.State.Closed = true;
        if (fault is not null)
        {
            stream.EndReading(fault);
            stream.EndWriting(fault);
        }

        stream.Arriving?.Complete(fault);
        stream.Leaving?.Complete(fault);
        stream.MarkEnded();
    }
}
