using System.Security.Cryptography;
using Garita.Firmware.Delivery;
using Microsoft.Extensions.Logging;

namespace Garita.Device.Update.Agent;

/// <summary>
/// The offers that come in. What the server did not assign to this device is as if it had not come, and what it
/// assigned before the newest one that is known here is only put aside, to be refused: neither takes the place of the
/// newest, whatever order they come in and however many. Thread-safe.
/// </summary>
internal sealed class OfferIntake(AssignmentTrust assignments, ILogger logger) : IDisposable
{
    // Older ones that are refused aloud before the next newer one comes: whoever replays the whole past interrupts what
    // is under way so often and no more.
    private const int MaxOlder = 16;

    private readonly Lock _gate = new();
    private readonly AssignmentDoubts _doubts = new(logger);

    // Guarded by _gate.
    private readonly Queue<OfferName> _older = new();
    private readonly HashSet<long> _olderCounters = [];
    private int _version;
    private UpdateOfferMessage? _newest;
    private byte[]? _newestContent;
    private long _floor;
    private CancellationTokenSource _changed = new();

    /// <summary>The newest word.</summary>
    public OfferSnapshot Newest
    {
        get
        {
            lock (_gate)
            {
                return new OfferSnapshot(_version, _newest, _changed.Token);
            }
        }
    }

    /// <summary>The oldest of those to be refused; null where there is none.</summary>
    public OfferName? Older
    {
        get
        {
            lock (_gate)
            {
                return _older.TryPeek(out OfferName? name) ? name : null;
            }
        }
    }

    /// <summary>Counts what lies below as older: what the device acted on before this start.</summary>
    public void KnowFloor(long counter)
    {
        lock (_gate)
        {
            _floor = Math.Max(_floor, counter);
        }
    }

    /// <summary>Takes a message; the newest one again changes nothing, whenever it was signed.</summary>
    public void Take(ReadOnlyMemory<byte> payload)
    {
        UpdateOfferMessage? offer = null;
        if (payload.IsEmpty || TryRead(payload, out offer))
        {
            Place(offer, offer is null ? [] : SHA256.HashData(offer.ToBeSigned(string.Empty)))?.Cancel();
        }
    }

    /// <summary>Forgets the oldest of those to be refused: the server has the refusal.</summary>
    public void ForgetOlder()
    {
        lock (_gate)
        {
            _older.Dequeue();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _changed.Dispose();

    private bool TryRead(ReadOnlyMemory<byte> payload, out UpdateOfferMessage? offer)
    {
        DeliveryRefusal unreadable = UpdateOfferMessage.TryRead(payload, out offer);
        if (unreadable != DeliveryRefusal.None)
        {
            _doubts.Note("offer", unreadable.ToString());
            return false;
        }

        AssignmentRefusal refusal = assignments.Judge(offer!);
        if (refusal != AssignmentRefusal.None)
        {
            _doubts.Note("offer", refusal.ToString());
        }

        return refusal == AssignmentRefusal.None;
    }

    // What is to be told that something changed; null where nothing did.
    private CancellationTokenSource? Place(UpdateOfferMessage? offer, byte[] content)
    {
        lock (_gate)
        {
            bool isOlder = offer is not null && offer.Counter < _floor;
            bool isNews = isOlder ? PutAside(offer!) : !IsNewest(content);
            if (isNews && !isOlder)
            {
                Know(offer, content);
            }

            CancellationTokenSource changed = _changed;
            _changed = isNews ? new CancellationTokenSource() : changed;
            return isNews ? changed : null;
        }
    }

    private bool IsNewest(byte[] content) =>
        _newestContent is { } newest && content.AsSpan().SequenceEqual(newest);

    private bool PutAside(UpdateOfferMessage offer)
    {
        bool isNews = _olderCounters.Count < MaxOlder
            && _older.Count < MaxOlder
            && _olderCounters.Add(offer.Counter);
        if (isNews)
        {
            _older.Enqueue(OfferName.Of(offer));
        }

        return isNews;
    }

    private void Know(UpdateOfferMessage? offer, byte[] content)
    {
        if (offer is not null && offer.Counter > _floor)
        {
            _floor = offer.Counter;
            _olderCounters.Clear();
        }

        _version++;
        _newest = offer;
        _newestContent = content;
    }
}
