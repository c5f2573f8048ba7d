using Garita.Quic;

namespace Garita.MqttClient.Transports;

/// <summary>The one stream of a QUIC connection that carries MQTT. Owns both.</summary>
internal sealed class QuicBytes(QuicConnection connection, QuicStream stream) : Stream
{
    // How long the broker has to hear our last bytes: closing drops what was not acknowledged.
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        stream.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        stream.WriteAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => stream.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        try
        {
            using CancellationTokenSource patience = new(s_farewell);
            await stream.CompleteWritesAsync(patience.Token).ConfigureAwait(false);

            // The broker closes the connection when it has read to the end.
            TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await using (connection.Ended.Register(over.SetResult).ConfigureAwait(false))
            {
                await over.Task.WaitAsync(patience.Token).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Nobody is left to tell.
        }

        await connection.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
