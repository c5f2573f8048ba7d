using System.Buffers;
using Garita.Contracts.Bootstrap;
using Garita.Quic;
using Garita.Server.Bootstrap.Requests;

namespace Garita.Server.Bootstrap.Listening;

/// <summary>
/// Bootstrap over QUIC: one request a bidirectional stream, ended by its end. Streams of a connection are served in
/// order, so one that is slow holds back its own client alone.
/// </summary>
internal sealed class BootstrapQuic(
    BootstrapOptions options, BootstrapGate gate, TimeProvider time, CancellationToken stop)
{
    /// <summary>Serves one connection until it ends.</summary>
    public async Task ServeAsync(QuicConnection connection)
    {
        if (gate.Admit(connection.RemoteCertificate, connection.RemoteEndPoint) is not { } caller)
        {
            await connection.CloseAsync(BootstrapQuicCodes.CertificateRefused);
            return;
        }

        try
        {
            await ServeStreamsAsync(connection, caller);
        }
        catch (OperationCanceledException)
        {
            // The server stops, or the client is gone.
        }

        await connection.CloseAsync(
            gate.StillHolds(caller) ? BootstrapQuicCodes.Done : BootstrapQuicCodes.CertificateRefused);
    }

    private async Task ServeStreamsAsync(QuicConnection connection, BootstrapCaller caller)
    {
        RequestPace pace = new(options, time);
        while (await connection.AcceptStreamAsync(stop) is { } stream)
        {
            await using (stream)
            {
                await ServeAsync(stream, caller);
            }

            if (!gate.StillHolds(caller))
            {
                return;
            }

            await pace.WaitAsync(connection.Ended);
        }
    }

    private async Task ServeAsync(QuicStream stream, BootstrapCaller caller)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BootstrapWire.MaxMessageBytes + 1);
        using CancellationTokenSource deadline = new(options.ExchangeTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stop);
        try
        {
            int length = await ReadAsync(stream, buffer, either.Token);
            if (length > BootstrapWire.MaxMessageBytes)
            {
                stream.Abort(BootstrapQuicCodes.TooLong);
                return;
            }

            (byte[]? reply, bool isBusy) = await gate.AnswerAsync(buffer.AsMemory(0, length), caller, either.Token);
            if (reply is null)
            {
                stream.Abort(isBusy ? BootstrapQuicCodes.Busy : BootstrapQuicCodes.NoRequest);
                return;
            }

            await stream.WriteAsync(reply, either.Token);
            await stream.CompleteWritesAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            stream.Abort(BootstrapQuicCodes.TooSlow);
        }
        catch (IOException)
        {
            // The client gave the stream up; its next one is welcome.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static async Task<int> ReadAsync(QuicStream stream, byte[] buffer, CancellationToken cancellationToken)
    {
        int length = 0;
        int limit = BootstrapWire.MaxMessageBytes + 1;
        while (length < limit)
        {
            int count = await stream.ReadAsync(buffer.AsMemory(length, limit - length), cancellationToken);
            if (count == 0)
            {
                break;
            }

            length += count;
        }

        return length;
    }
}
