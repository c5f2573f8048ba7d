using Garita.Contracts.Identities;
using Garita.Firmware.Delivery;
using Garita.Server.Releases;
using Garita.Server.Updates.Serving;

namespace Garita.Server.Updates.Offers;

/// <summary>An offer that stands now, in memory for whoever serves devices.</summary>
internal sealed class StandingOffer
{
    private long _delivered;
    private long _reachedTicks;

    public StandingOffer(OfferRecord record, ManifestRecord manifest)
    {
        Record = record;
        Payload = PayloadFacts.Of(manifest);
    }

    /// <summary>The offer as it was made; what the device says of it is in the database.</summary>
    public OfferRecord Record { get; }

    /// <summary>What it delivers.</summary>
    public PayloadFacts Payload { get; }

    public Identity Device => Record.Device;

    /// <summary>What its device asks for and was not answered.</summary>
    public RequestQueue Requests { get; } = new();

    /// <summary>Entries of the checkpoint for which the retained offer has a proof; 0 for none.</summary>
    public long HistoryFrom { get; set; }

    /// <summary>Bytes of the payload that were sent for it since the server started.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>When its device was first connected while it stood; null where it was not yet.</summary>
    public DateTimeOffset? ReachedAt =>
        Interlocked.Read(ref _reachedTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Notes that its device is connected; the first time counts.</summary>
    public void NoteReached(DateTimeOffset now) =>
        Interlocked.CompareExchange(ref _reachedTicks, now.UtcTicks, 0);

    public bool IsOn(DeliveryPath path) => Record.Paths.Contains(path);

    /// <summary>Counts what is about to be sent; false where it is more than one offer gets.</summary>
    public bool TrySpend(long bytes, UpdateOptions options)
    {
        long most = Math.Max(options.MinDeliveredBytes, options.MaxDeliveries * Payload.Bytes);
        if (Interlocked.Add(ref _delivered, bytes) <= most)
        {
            return true;
        }

        Interlocked.Add(ref _delivered, -bytes);
        return false;
    }

    /// <summary>Gives back what was counted and then not sent.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _delivered, -bytes);
}
