using System.Buffers;
using System.IO.Pipelines;

namespace Garita.Quic.Ngtcp.Streams;

/// <summary>A stream's reading end: counts what was consumed, for that is what the peer may send anew.</summary>
internal sealed class NgInput(NgStream stream, PipeReader inner) : PipeReader
{
    private ReadOnlySequence<byte> _last;
    private long _unread; // of what the caller has seen
    private bool _sawEnd;

    public override bool TryRead(out ReadResult result)
    {
        bool any = inner.TryRead(out result);
        Keep(result, any);
        return any;
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ReadResult result = await inner.ReadAsync(cancellationToken).ConfigureAwait(false);
        Keep(result, any: true);
        return result;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        long bytes = _last.Slice(0, consumed).Length;
        _last = default;
        _unread -= bytes;
        inner.AdvanceTo(consumed, examined);
        stream.OnConsumed(bytes);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    /// <summary>Ends reading; where the end was not reached the peer is asked to stop.</summary>
    public override void Complete(Exception? exception = null)
    {
        inner.Complete();
        if (!_sawEnd)
        {
            stream.AbortRead(0);
        }

        // Nobody will: the other streams need its share of the window.
        stream.OnConsumed(_unread);
        _unread = 0;
    }

    private void Keep(ReadResult result, bool any)
    {
        if (any)
        {
            _last = result.Buffer;
            _unread = result.Buffer.Length;
            _sawEnd |= result.IsCompleted;
        }
    }
}
