using System.Buffers;
using System.Buffers.Binary;
using System.Net.Security;
using Garita.Contracts.Bootstrap;
using Garita.Server.Bootstrap.Requests;
using Garita.Server.Listeners;

namespace Garita.Server.Bootstrap.Listening;

/// <summary>
/// Bootstrap over TLS: messages one after another, each led by its length in four bytes, big-endian. What QUIC says by
/// resetting a stream is said here by closing.
/// </summary>
internal sealed class BootstrapTcp(
    BootstrapOptions options, BootstrapGate gate, TimeProvider time, CancellationToken stop)
{
    /// <summary>Serves one connection until it ends, and owns it.</summary>
    public async Task ServeAsync(TlsPeer peer)
    {
        await using SslStream stream = peer.Stream;
        if (gate.Admit(peer.Certificate, peer.Remote) is not { } caller)
        {
            return;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(BootstrapWire.LengthBytes + BootstrapWire.MaxMessageBytes);
        RequestPace pace = new(options, time);
        try
        {
            while (gate.StillHolds(caller) && await ServeOneAsync(stream, buffer, caller))
            {
                await pace.WaitAsync(stop);
            }
        }
        catch (OperationCanceledException)
        {
            // Too slow, or the server stops.
        }
        catch (IOException)
        {
            // The client is gone.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private async Task<bool> ServeOneAsync(SslStream stream, byte[] buffer, BootstrapCaller caller)
    {
        using (CancellationTokenSource idle = Deadline(options.IdleTimeout))
        {
            Memory<byte> head = buffer.AsMemory(0, BootstrapWire.LengthBytes);
            if (await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, idle.Token) < head.Length)
            {
                return false;
            }
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(buffer);
        if (length is 0 or > BootstrapWire.MaxMessageBytes)
        {
            return false;
        }

        using CancellationTokenSource exchange = Deadline(options.ExchangeTimeout);
        Memory<byte> request = buffer.AsMemory(0, (int)length);
        await stream.ReadExactlyAsync(request, exchange.Token);
        (byte[]? reply, _) = await gate.AnswerAsync(request, caller, exchange.Token);
        if (reply is null)
        {
            return false;
        }

        BinaryPrimitives.WriteUInt32BigEndian(buffer, (uint)reply.Length);
        reply.CopyTo(buffer, BootstrapWire.LengthBytes);
        await stream.WriteAsync(buffer.AsMemory(0, BootstrapWire.LengthBytes + reply.Length), exchange.Token);
        return true;
    }

    private CancellationTokenSource Deadline(TimeSpan patience)
    {
        CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(patience);
        return deadline;
    }
}
