using System.Buffers;
using System.IO.Pipelines;
using Garita.Quic;

namespace Garita.Server.Listeners.Lines;

/// <summary>MQTT in one stream of a QUIC connection. Owns both.</summary>
internal sealed class QuicLine(QuicConnection connection, QuicStream stream, int maxWriteBytes) : IMqttLine
{
    /// <inheritdoc/>
    public int MaxWriteBytes => maxWriteBytes;

    /// <inheritdoc/>
    public async ValueTask WaitForDataAsync()
    {
        ReadResult waiting = await stream.Input.ReadAsync();
        stream.Input.AdvanceTo(waiting.Buffer.Start);
    }

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        ReadResult read = await stream.Input.ReadAsync();
        int count = (int)Math.Min(read.Buffer.Length, buffer.Length);
        ReadOnlySequence<byte> taken = read.Buffer.Slice(0, count);
        taken.CopyTo(buffer.Span);
        stream.Input.AdvanceTo(taken.End);
        return count;
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        FlushResult written = await stream.Output.WriteAsync(bytes);
        if (written.IsCompleted)
        {
            throw new IOException("the peer reads no more");
        }
    }

    /// <inheritdoc/>
    public ValueTask EndAsync() => stream.Output.CompleteAsync();

    /// <inheritdoc/>
    public void Abort() => _ = connection.CloseAsync(QuicCodes.Cut).AsTask();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await connection.CloseAsync(QuicCodes.Done);
        await stream.DisposeAsync();
        await connection.DisposeAsync();
    }
}
