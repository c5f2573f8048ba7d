using System.Threading.Channels;

namespace Garita.Device.Update.Agent;

/// <summary>
/// Messages that wait to be read, so many and so many bytes at most. What is too much is dropped, and its sender waits
/// for nobody. One reader; any number of writers.
/// </summary>
/// <param name="maxMessages">Messages at once.</param>
/// <param name="maxBytes">Bytes of them together.</param>
public sealed class MessageQueue(int maxMessages, int maxBytes)
{
    private readonly Channel<ReadOnlyMemory<byte>> _channel = Channel.CreateUnbounded<ReadOnlyMemory<byte>>();
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private int _bytes;

    /// <summary>Messages that wait.</summary>
    public int Count => _channel.Reader.Count;

    /// <summary>Adds a message; false where it is dropped.</summary>
    public bool TryAdd(ReadOnlyMemory<byte> message)
    {
        lock (_gate)
        {
            bool fits = _channel.Reader.Count < maxMessages && message.Length <= maxBytes - _bytes;
            if (fits)
            {
                _bytes += message.Length;
                _channel.Writer.TryWrite(message);
            }

            return fits;
        }
    }

    /// <summary>Waits for a message and takes it.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> message = await _channel.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        Return(message);
        return message;
    }

    /// <summary>Forgets what waits: before a question, so that what comes after is its answer or nobody's.</summary>
    public void Drain()
    {
        while (_channel.Reader.TryRead(out ReadOnlyMemory<byte> message))
        {
            Return(message);
        }
    }

    private void Return(ReadOnlyMemory<byte> message)
    {
        lock (_gate)
        {
            _bytes -= message.Length;
        }
    }
}
