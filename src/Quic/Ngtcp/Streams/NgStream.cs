using System.Buffers;
using System.IO.Pipelines;

namespace Garita.Quic.Ngtcp.Streams;

/// <summary>
/// One stream: two pipes between the loop's thread and the caller. The loop writes what came into one and reads what is
/// to be sent from the other, whose bytes stay until they are acknowledged: the pipe is the retransmission buffer.
/// </summary>
internal sealed class NgStream : QuicStream
{
    private readonly NgConnection _connection;
    private readonly CancellationTokenSource _ended = new();
    private readonly Pipe? _in;
    private readonly Pipe? _out;
    private readonly NgInput? _input;
    private readonly NgOutput? _output;
    private long _consumed; // bytes that the caller is done with and the loop does not know of yet
    private int _posted; // 1 while the loop has been told to look at this stream
    private IOException? _readFault; // why reading ended; the first reason stays
    private IOException? _writeFault;
    private bool _disposed;

    public NgStream(NgConnection connection, long id, bool isLocal)
    {
        (_connection, Id, IsLocal) = (connection, id, isLocal);
        IsBidirectional = (id & 2) == 0;
        if (IsBidirectional || !isLocal)
        {
            // No threshold: the window that we granted is the limit.
            _in = new Pipe(new PipeOptions(
                readerScheduler: PipeScheduler.ThreadPool, writerScheduler: PipeScheduler.Inline,
                pauseWriterThreshold: 0, useSynchronizationContext: false));
            _input = new NgInput(this, _in.Reader);
        }

        if (IsBidirectional || isLocal)
        {
            int limit = connection.Limits.SendBufferBytes;
            _out = new Pipe(new PipeOptions(
                PinnedBlocks.Instance, PipeScheduler.Inline, PipeScheduler.ThreadPool, limit, limit / 2,
                useSynchronizationContext: false));
            _output = new NgOutput(this, _out.Writer);
        }
    }

    public override long Id { get; }

    public override bool CanRead => _in is not null && !_disposed;

    public override bool CanWrite => _out is not null && !_disposed;

    public override PipeReader Input => _input ?? PipeReader.Create(ReadOnlySequence<byte>.Empty);

    public override PipeWriter Output => _output ?? PipeWriter.Create(Null);

    public override CancellationToken Ended => _ended.Token;

    /// <summary>Whether this side opened it.</summary>
    public bool IsLocal { get; }

    /// <summary>Whether both sides may write.</summary>
    public bool IsBidirectional { get; }

    /// <summary>Why writing ended; null while it may go on.</summary>
    public IOException? WriteFault => Volatile.Read(ref _writeFault);

    /// <summary>What only the loop's thread touches.</summary>
    public NgStreamState State { get; } = new();

    /// <summary>The end of the pipe that the loop fills; null on a stream that only we write.</summary>
    public PipeWriter? Arriving => _in?.Writer;

    /// <summary>The end of the pipe that the loop sends from; null on a stream that only the peer writes.</summary>
    public PipeReader? Leaving => _out?.Reader;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        NgInput input = _input ?? throw new NotSupportedException("This stream is written by this side alone.");
        if (buffer.IsEmpty)
        {
            return 0;
        }

        ReadResult result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
        ReadOnlySequence<byte> taken = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, buffer.Length));
        int length = (int)taken.Length; // known only until the memory goes back
        taken.CopyTo(buffer.Span);
        input.AdvanceTo(taken.End);
        return length;
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        NgOutput output = _output ?? throw new NotSupportedException("This stream is written by the peer alone.");

        // In pieces, so that one write cannot go far beyond the limit of the send buffer.
        while (buffer.Length > 0)
        {
            ThrowIfWriteOver();
            int length = Math.Min(buffer.Length, 64 * 1024);
            FlushResult flushed =
                await output.WriteAsync(buffer[..length], cancellationToken).ConfigureAwait(false);
            if (flushed.IsCompleted)
            {
                ThrowIfWriteOver();
            }

            buffer = buffer[length..];
        }
    }

    public override ValueTask CompleteWritesAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfWriteOver();
        _output?.Complete();
        return ValueTask.CompletedTask;
    }

    public override void AbortRead(long errorCode)
    {
        CheckCode(errorCode);
        if (_in is not null && EndReading(new QuicStreamException(errorCode, byPeer: false)))
        {
            _connection.Post(() => _connection.Streams.AbortRead(this, (ulong)errorCode));
        }
    }

    public override void AbortWrite(long errorCode)
    {
        CheckCode(errorCode);
        if (_out is not null && EndWriting(new QuicStreamException(errorCode, byPeer: false)))
        {
            _connection.Post(() => _connection.Streams.AbortWrite(this, (ulong)errorCode));
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            Finish();
            await base.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Counts what the caller is done with; the loop turns it into credit for the peer.</summary>
    public void OnConsumed(long bytes)
    {
        if (bytes > 0)
        {
            Interlocked.Add(ref _consumed, bytes);
            Notify();
        }
    }

    /// <summary>Has the loop look at this stream: there is something to send, or credit to give.</summary>
    public void Notify()
    {
        if (Interlocked.Exchange(ref _posted, 1) == 0)
        {
            _connection.Post(this);
        }
    }

    /// <summary>The loop looks now.</summary>
    public long TakeConsumed()
    {
        Volatile.Write(ref _posted, 0);
        return Interlocked.Exchange(ref _consumed, 0);
    }

    /// <summary>The loop serves the stream, see <see cref="Notify"/>.</summary>
    public void Serve() => _connection.Streams.Serve(this);

    /// <summary>The connection it belongs to.</summary>
    public NgConnection Connection => _connection;

    /// <summary>Ends reading for this reason, unless there is one.</summary>
    public bool EndReading(IOException fault) => Interlocked.CompareExchange(ref _readFault, fault, null) is null;

    /// <summary>Ends writing for this reason, unless there is one. Whoever waits for room is woken.</summary>
    public bool EndWriting(IOException fault)
    {
        if (Interlocked.CompareExchange(ref _writeFault, fault, null) is not null)
        {
            return false;
        }

        _out?.Writer.CancelPendingFlush();
        return true;
    }

    /// <summary>Both directions are over. From the loop's thread; callbacks of the token run elsewhere.</summary>
    public void MarkEnded() => _ = _ended.CancelAsync();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            Finish();
        }

        base.Dispose(disposing);
    }

    private static void CheckCode(long code)
    {
        // ngtcp2 ends the whole process over a larger one.
        ArgumentOutOfRangeException.ThrowIfNegative(code);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(code, MaxCode);
    }

    private void Finish()
    {
        _disposed = true;
        _output?.Complete();
        _input?.Complete();
    }

    private void ThrowIfWriteOver()
    {
        if (WriteFault is { } fault)
        {
            throw fault is QuicException ended
                ? new QuicException(ended.End, ended)
                : new QuicStreamException(((QuicStreamException)fault).ErrorCode, ((QuicStreamException)fault).ByPeer);
        }
    }
}
