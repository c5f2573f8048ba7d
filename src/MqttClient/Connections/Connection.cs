using System.Buffers;
using System.Threading.Channels;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Wire;
using Garita.MqttClient.Sessions;

namespace Garita.MqttClient.Connections;

/// <summary>
/// One accepted connection: a reader, a writer, a sender of publishes and a keep-alive, until the first of them fails.
/// All packets leave through the writer, so that what is ready together travels together.
/// </summary>
internal sealed class Connection : IAsyncDisposable
{
    // Sixty-four packets: enough to fill a record, few enough to push back on whoever publishes.
    private const int OutgoingPackets = 64;

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly PacketStream _stream;
    private readonly BrokerClientOptions _options;
    private readonly ClientSession _session;
    private readonly PacketDispatcher _dispatcher;
    private readonly Channel<IPacket> _outgoing = Channel.CreateBounded<IPacket>(OutgoingPackets);

    // Held while acknowledgements are taken and queued, so that the reader and the application keep one order. Never
    // disposed: the application may be in the middle of one when the connection ends, and lets go of it afterwards.
    private readonly SemaphoreSlim _acknowledging = new(1);
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Connection(PacketStream stream, BrokerClientOptions options, ClientSession session, BrokerLimits limits)
    {
        _stream = stream;
        _options = options;
        _session = session;
        Limits = limits;
        _dispatcher = new PacketDispatcher(this, session, options);
    }

    /// <summary>What the broker permits.</summary>
    public BrokerLimits Limits { get; }

    /// <summary>Queues a packet; waits while the queue is full.</summary>
    /// <exception cref="MqttClientException">The packet is larger than the broker permits, or the connection
    /// ended.</exception>
    public async ValueTask SendAsync(IPacket packet, CancellationToken cancellationToken)
    {
        // [MQTT-3.1.2-24] works both ways: nothing larger than the receiver's maximum is sent.
        if (PacketWriter.Measure(packet, _options.Version) > Limits.PacketSize)
        {
            throw new MqttClientException(
                ClientFault.PacketTooLarge, $"The broker takes packets of {Limits.PacketSize} bytes at most.");
        }

        try
        {
            await _outgoing.Writer.WriteAsync(packet, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException fault)
        {
            throw new MqttClientException(ClientFault.NotConnected, "The connection has ended.", fault);
        }
    }

    /// <summary>Sends what the application is done with, in order.</summary>
    public async ValueTask AcknowledgeAsync(CancellationToken cancellationToken)
    {
        await _acknowledging.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (Arrival arrival in _session.Acks.TakeDue())
            {
                IPacket answer = arrival.QoS == QoS.AtLeastOnce
                    ? new PubAckPacket { PacketId = arrival.PacketId }
                    : new PubRecPacket { PacketId = arrival.PacketId };
                await SendAsync(answer, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _acknowledging.Release();
        }
    }

    /// <summary>Ends the connection from outside.</summary>
    public void Abort(MqttClientException why) => _aborted.TrySetException(why);

    /// <summary>
    /// Works until the connection ends, and says why. Cancelling is the graceful end: DISCONNECT goes out.
    /// </summary>
    public async Task<MqttClientException> RunAsync(CancellationToken stop)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _session.Wake();
        Task[] loops =
        [
            ReadAsync(ending.Token),
            WriteAsync(ending.Token),
            SendPublishesAsync(ending.Token),
            KeepAliveAsync(ending.Token),
            _aborted.Task,
        ];
        Task first = await Task.WhenAny(loops).ConfigureAwait(false);
        MqttClientException why = await EndOfAsync(first).ConfigureAwait(false);

        _outgoing.Writer.TryComplete();
        await ending.CancelAsync().ConfigureAwait(false);
        _aborted.TrySetResult();
        foreach (Task loop in loops)
        {
            await EndOfAsync(loop).ConfigureAwait(false);
        }

        await SayGoodbyeAsync(why).ConfigureAwait(false);
        return why;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private static async Task<MqttClientException> EndOfAsync(Task loop)
    {
        try
        {
            await loop.ConfigureAwait(false);
        }
        catch (MqttClientException fault)
        {
            return fault;
        }
        catch (OperationCanceledException)
        {
            // The stop below says it.
        }

        return new MqttClientException(ClientFault.Stopped, "The client was stopped.");
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            IPacket packet = await _stream.ReadAsync(cancellationToken).ConfigureAwait(false);
            await _dispatcher.HandleAsync(packet, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> frames = new();
        while (await _outgoing.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            frames.ResetWrittenCount();
            for (int i = 0; i < OutgoingPackets && _outgoing.Reader.TryRead(out IPacket? packet); i++)
            {
                PacketWriter.Write(packet, _options.Version, frames);
            }

            await _stream.WriteAsync(frames.WrittenMemory, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SendPublishesAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _session.WaitForWorkAsync(cancellationToken).ConfigureAwait(false);
            while (_session.Flights.StartNext(Limits.InFlight) is { } flight)
            {
                await SendAsync(flight, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask SendAsync(Flight flight, CancellationToken cancellationToken)
    {
        if (flight.Stage == FlightStage.Released)
        {
            await SendAsync(new PubRelPacket { PacketId = flight.PacketId }, cancellationToken).ConfigureAwait(false);
            return;
        }

        PublishPacket packet = PublishPackets.Of(flight.Message, flight.PacketId, flight.Duplicate);
        if (PublishPackets.Objection(packet, _options.Version, Limits) is { } objection)
        {
            _session.Flights.Fail(flight, objection);
            return;
        }

        await SendAsync(packet, cancellationToken).ConfigureAwait(false);
    }

    // Twice in each agreed interval: a ping when the broker was silent since the last look, and the end when it stayed
    // silent over a ping. So a dead link is noticed within the interval [MQTT-3.1.2-20].
    private async Task KeepAliveAsync(CancellationToken cancellationToken)
    {
        if (Limits.KeepAlive == TimeSpan.Zero)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        }

        bool pinged = false;
        while (true)
        {
            await Task.Delay(Limits.KeepAlive / 2, _options.Clock, cancellationToken).ConfigureAwait(false);
            bool heard = _stream.TakeHeard();
            if (!heard && pinged)
            {
                throw new MqttClientException(
                    ClientFault.KeepAliveTimeout, "The broker did not answer a ping in time.");
            }

            // Sent in any case: hearing the broker does not count as being heard by it.
            await SendAsync(PingReqPacket.Instance, cancellationToken).ConfigureAwait(false);
            pinged = true;
        }
    }

    // Best effort: the connection is over in any case.
    private async Task SayGoodbyeAsync(MqttClientException why)
    {
        bool stopped = why.Fault == ClientFault.Stopped;
        bool tellReason = _options.Version == MqttVersion.V500
            && why.Fault is ClientFault.ProtocolError or ClientFault.PacketTooLarge or ClientFault.IncomingQueueFull;
        if (!stopped && !tellReason)
        {
            return;
        }

        ReasonCode reason = stopped ? ReasonCode.Success : (ReasonCode?)why.ReasonCode ?? ReasonCode.UnspecifiedError;
        using CancellationTokenSource patience = new(Farewell, _options.Clock);
        try
        {
            DisconnectPacket farewell = new() { ReasonCode = reason };
            await _stream.WriteAsync(farewell, patience.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is MqttClientException or OperationCanceledException)
        {
            // Nobody is left to tell.
        }
    }
}
