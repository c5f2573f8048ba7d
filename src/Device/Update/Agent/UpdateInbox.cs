using Garita.Firmware.Delivery;

namespace Garita.Device.Update.Agent;

/// <summary>
/// What the server said of updates and the agent has not read: the newest offer, and a few chunks and answers. What
/// nobody asked for pushes nothing out and waits for nobody, so that no server fills the device or holds its
/// connection. Thread-safe.
/// </summary>
public sealed class UpdateInbox : IDisposable
{
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private int _version;
    private ReadOnlyMemory<byte> _offer;
    private CancellationTokenSource _changed = new();
    private TaskCompletionSource _online = NewSignal();

    /// <summary>Chunks that were asked for. One request is open at a time; a second message is a late one.</summary>
    public MessageQueue Chunks { get; } = new(maxMessages: 2, maxBytes: 2 * DeliveryLimits.MaxPacket);

    /// <summary>Chunks of the carousel: a burst of it.</summary>
    public MessageQueue Carousel { get; } = new(maxMessages: 64, maxBytes: 512 * 1024);

    /// <summary>Answers whether an offer is still wanted.</summary>
    public MessageQueue Answers { get; } = new(maxMessages: 4, maxBytes: 4 * DeliveryLimits.MaxSmallMessage);

    /// <summary>The newest offer.</summary>
    public OfferSnapshot Offer
    {
        get
        {
            lock (_gate)
            {
                return new OfferSnapshot(_version, _offer, _changed.Token);
            }
        }
    }

    /// <summary>Whether there is a connection.</summary>
    public bool IsOnline
    {
        get
        {
            lock (_gate)
            {
                return _online.Task.IsCompleted;
            }
        }
    }

    /// <summary>Takes an offer; the same one again changes nothing.</summary>
    public void TakeOffer(ReadOnlyMemory<byte> payload)
    {
        CancellationTokenSource changed;
        lock (_gate)
        {
            if (_version > 0 && payload.Span.SequenceEqual(_offer.Span))
            {
                return;
            }

            _version++;
            _offer = payload;
            changed = _changed;
            _changed = new CancellationTokenSource();
        }

        changed.Cancel();
    }

    /// <summary>Says whether there is a connection.</summary>
    public void SetOnline(bool online)
    {
        lock (_gate)
        {
            if (online)
            {
                _online.TrySetResult();
            }
            else if (_online.Task.IsCompleted)
            {
                _online = NewSignal();
            }
        }
    }

    /// <summary>Waits for a connection.</summary>
    public Task WhenOnlineAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _online.Task.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _changed.Dispose();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
