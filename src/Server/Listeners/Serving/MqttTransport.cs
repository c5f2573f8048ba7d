using Garita.Broker.Connections;
using Garita.Server.Listeners.Lines;

namespace Garita.Server.Listeners.Serving;

/// <summary>
/// One MQTT connection over a line: reads into the broker, writes what the broker has for it. One reader, one writer;
/// no buffer is held while nothing happens. Owns the line.
/// </summary>
internal sealed class MqttTransport(IMqttLine line, ListenerOptions options, TimeProvider time) : IConnectionOwner
{
    // What a closed peer may still send us before we stop listening to it.
    private const int MaxDiscardedBytes = 64 * 1024;

    private readonly WriterCount _writers = new();

    // Guards the fields below.
    private readonly Lock _gate = new();
    private bool _writing;
    private bool _moreOutput;
    private bool _closing;
    private bool _resumed;
    private TaskCompletionSource? _paused;
    private long _cutAt; // timestamp after which Sweep cuts the connection; 0: never
    private long _writeDeadline; // timestamp; 0: no write is waiting
    private bool _dead;

    /// <summary>True after the peer was cut because it did not read.</summary>
    public bool WasNotReading { get; private set; }

    /// <summary>
    /// Reads until either side ends, then leaves the line closed. Does not throw for what a peer does.
    /// </summary>
    public async Task RunAsync(Func<IConnectionOwner, MqttConnection> open)
    {
        MqttConnection connection = open(this);
        try
        {
            await ReadAsync(connection);
        }
        catch (IOException)
        {
            // The peer is gone, or was cut: the same thing for the broker.
        }
        finally
        {
            Die();
            connection.Closed();
            await line.DisposeAsync();
            await _writers.WhenNone();
        }
    }

    /// <inheritdoc/>
    public void OutputReady(MqttConnection connection)
    {
        lock (_gate)
        {
            if (_writing)
            {
                _moreOutput = true;
                return;
            }

            _writing = true;
            _writers.Enter();
        }

        _ = WriteAsync(connection);
    }

    /// <inheritdoc/>
    public void Close(MqttConnection connection)
    {
        lock (_gate)
        {
            _closing = true;
            _cutAt = time.GetTimestamp() + Ticks(options.LingerTimeout);
        }

        // Behind whatever is being written now.
        OutputReady(connection);
        Wake();
    }

    /// <inheritdoc/>
    public void ResumeReading(MqttConnection connection) => Wake();

    /// <summary>Cuts the connection if a deadline has passed. Called now and then by the listener.</summary>
    public void Sweep(long now)
    {
        lock (_gate)
        {
            bool stalled = _writeDeadline != 0 && now > _writeDeadline;
            if (!stalled && (_cutAt == 0 || now <= _cutAt))
            {
                return;
            }

            WasNotReading |= stalled;
        }

        Abort();
    }

    /// <summary>Cuts the connection at once.</summary>
    public void Abort()
    {
        Die();
        line.Abort();
        Wake();
    }

    private void Die()
    {
        lock (_gate)
        {
            _dead = true;
        }
    }

    private async Task ReadAsync(MqttConnection connection)
    {
        int discarded = 0;
        bool ended = false;
        while (discarded <= MaxDiscardedBytes)
        {
            await line.WaitForDataAsync();
            byte[] buffer = options.BufferPool.Rent(options.ReceiveBufferBytes);
            bool paused;
            try
            {
                int count = await line.ReadAsync(buffer.AsMemory(0, options.ReceiveBufferBytes));
                if (count == 0)
                {
                    return;
                }

                if (ended || IsClosing())
                {
                    // Bytes left unread would make the kernel reset the connection and our last words be lost.
                    discarded += count;
                    continue;
                }

                ReceiveResult result = connection.Receive(buffer.AsSpan(0, count));
                ended = result == ReceiveResult.Close;
                paused = result == ReceiveResult.Pause;
            }
            finally
            {
                options.BufferPool.Return(buffer);
            }

            if (paused)
            {
                await PauseAsync();
            }
        }
    }

    // Ends a pause, or the one that is about to begin.
    private void Wake()
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            waiting = _paused;
            _paused = null;
            _resumed = waiting is null;
        }

        waiting?.TrySetResult();
    }

    private bool IsClosing()
    {
        lock (_gate)
        {
            return _closing;
        }
    }

    private Task PauseAsync()
    {
        lock (_gate)
        {
            if (_resumed || _closing || _dead)
            {
                _resumed = false;
                return Task.CompletedTask;
            }

            _paused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _paused.Task;
        }
    }

    // Runs in one place at a time: _writing is taken by whoever starts it.
    private async Task WriteAsync(MqttConnection connection)
    {
        try
        {
            do
            {
                while (connection.TryTakeOutput(out OutputBuffer output))
                {
                    await WriteAsync(output);
                }
            }
            while (!await EndWritingAsync());
        }
        catch (IOException)
        {
            // The reader sees the dead socket and tells the broker. _writing stays set: nothing can be written any
            // more.
            Abort();
        }
        finally
        {
            _writers.Leave();
        }
    }

    private async Task WriteAsync(OutputBuffer output)
    {
        try
        {
            ReadOnlyMemory<byte> rest = output.Memory;
            while (!rest.IsEmpty)
            {
                int size = Math.Min(rest.Length, line.MaxWriteBytes);
                ValueTask written = line.WriteAsync(rest[..size]);
                await (written.IsCompleted ? written : WithDeadline(written));
                rest = rest[size..];
            }
        }
        finally
        {
            output.Return();
        }
    }

    private async ValueTask WithDeadline(ValueTask written)
    {
        SetWriteDeadline(time.GetTimestamp() + Ticks(options.WriteTimeout));
        await written;
        SetWriteDeadline(0);
    }

    private void SetWriteDeadline(long deadline)
    {
        lock (_gate)
        {
            _writeDeadline = deadline;
        }
    }

    private async Task<bool> EndWritingAsync()
    {
        lock (_gate)
        {
            if (_moreOutput)
            {
                _moreOutput = false;
                return false;
            }

            if (!_closing)
            {
                _writing = false;
                return true;
            }
        }

        // The reader goes on until the peer has heard it or the linger time is over.
        await line.EndAsync();
        return true;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
