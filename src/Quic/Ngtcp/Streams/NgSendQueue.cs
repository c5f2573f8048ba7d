using System.Buffers;
using System.IO.Pipelines;
using Garita.Quic.Ngtcp.Native;
using Garita.Quic.Ngtcp.Sockets;

namespace Garita.Quic.Ngtcp.Streams;

/// <summary>
/// The streams of one connection that have something to send, and the writing of it: packets until congestion, pacing,
/// flow control or this connection's share of the thread stops it. Streams take turns.
/// </summary>
internal sealed class NgSendQueue
{
    // At least one full batch of segments, however small ngtcp2's own idea of a turn is.
    private const long LeastTurn = 64 * 1024;

    private readonly Queue<NgStream> _waiting = new();
    private readonly List<NgStream> _blocked = []; // the peer's windows for them are used up

    /// <summary>Puts a stream at the end, unless it waits already.</summary>
    public void Add(NgStream stream)
    {
        if (!stream.State.Queued)
        {
            stream.State.Queued = true;
            _waiting.Enqueue(stream);
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _waiting.Clear();
        _blocked.Clear();
    }

    /// <summary>
    /// Something came from the peer: perhaps more window, perhaps a STOP_SENDING, which ngtcp2 tells only to those who
    /// try to write.
    /// </summary>
    public void RetryBlocked()
    {
        foreach (NgStream stream in _blocked)
        {
            stream.State.Blocked = false;
            Add(stream);
        }

        _blocked.Clear();
    }

    /// <summary>Writes packets into the batch.</summary>
    /// <returns>Below zero an error of ngtcp2; above, there is more to send when others had their turn.</returns>
    public int Write(NativeConnection native, PacketBatch batch, ulong now)
    {
        long turn = Math.Max(native.SendQuantum, LeastTurn);
        while (turn > 0)
        {
            Step step = native.MaxDataLeft > 0 && _waiting.TryPeek(out NgStream? stream)
                ? WriteStream(native, batch, stream, now)
                : new Step(native.Write(batch, -1, default, fin: false, now, out _));
            if (step.Bytes < 0)
            {
                return step.Bytes;
            }

            if (step is { Bytes: 0, GoOn: false })
            {
                Rotate();
                return 0;
            }

            turn -= step.Bytes;
        }

        Rotate();
        return 1;
    }

    private Step WriteStream(NativeConnection native, PacketBatch batch, NgStream stream, ulong now)
    {
        NgStreamState state = stream.State;
        if (state.Closed || state.WriteOver || !stream.Leaving!.TryRead(out ReadResult kept))
        {
            return Drop();
        }

        ReadOnlySequence<byte> rest = kept.Buffer.Slice(state.Sent - state.Acknowledged);
        bool end = kept.IsCompleted && !state.EndSent;
        if (rest.IsEmpty && !end)
        {
            stream.Leaving.AdvanceTo(kept.Buffer.Start);
            return Drop();
        }

        int written = native.Write(batch, stream.Id, rest, end, now, out long taken);
        stream.Leaving.AdvanceTo(kept.Buffer.Start);
        if (written < 0)
        {
            return Refused(written, stream);
        }

        if (taken >= 0)
        {
            state.Sent += taken;
            state.EndSent |= end && taken == rest.Length;
        }

        return new Step(written);
    }

    private Step Refused(int error, NgStream stream)
    {
        if (error == NgError.StreamDataBlocked)
        {
            stream.State.Blocked = true;
            _blocked.Add(stream);
            return Drop();
        }

        if (error == NgError.StreamShutWrite || error == NgError.StreamNotFound)
        {
            stream.State.WriteOver = true;
            stream.EndWriting(new QuicStreamException(QuicStreamException.UnknownCode, byPeer: true));
            return Drop();
        }

        return new Step(error);
    }

    private Step Drop()
    {
        _waiting.Dequeue().State.Queued = false;
        return new Step(0, GoOn: true);
    }

    private void Rotate()
    {
        if (_waiting.Count > 1)
        {
            _waiting.Enqueue(_waiting.Dequeue());
        }
    }

    /// <summary>One packet, an error, or nothing; and whether to go on after nothing.</summary>
    private readonly record struct Step(int Bytes, bool GoOn = false);
}
