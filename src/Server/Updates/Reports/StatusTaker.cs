using System.Collections.Concurrent;
using Garita.AuditLog.Refusals;
using Garita.Broker.Routing;
using Garita.Contracts.Identities;
using Garita.Firmware.Delivery;
using Garita.Server.Hosting;
using Garita.Server.Registry;
using Garita.Server.Storage;
using Garita.Server.Updates.Offers;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Updates.Reports;

/// <summary>
/// The broker's end of <c>private/+/update/status</c>. A status that counts is durable before its sender gets the
/// acknowledgement; one that does not is counted and acknowledged, for sending it again would not make it better.
/// </summary>
internal sealed class StatusTaker(
    Database database, IdentityRegistry registry, OutcomeLoop outcomes, UpdateOptions options, TimeProvider time,
    ILogger logger) : ILocalSubscriber
{
    private readonly LineBudget _lines = new(options.RefusalLinesPerMinute, time);

    // What devices said last of offers that stand, so that progress alone costs no write. An entry goes with its offer.
    private readonly ConcurrentDictionary<Identity, UpdateStatusMessage> _last = new();

    /// <summary>Where refusals are counted for the audit log.</summary>
    public RefusalCounter? Audit { get; init; }

    /// <summary>Told, after it is durable, that a device said something new; must return soon.</summary>
    public event Action? Reported;

    /// <summary>A device's progress that is newer than what the database has; null where there is none.</summary>
    public UpdateStatusMessage? ProgressOf(OfferRecord offer) =>
        _last.GetValueOrDefault(offer.Device) is { } last && IsOf(last, offer) ? last : null;

    /// <inheritdoc/>
    public ValueTask Deliver(Publication publication)
    {
        ArgumentNullException.ThrowIfNull(publication);
        string name = publication.Topic.Text.Split('/') is { Length: > 1 } levels ? levels[1] : string.Empty;
        bool isKnown = Identity.TryCreate(IdentityKind.Device, name, out Identity device)
            && registry.Get(device) is not null;
        if (!isKnown)
        {
            Refuse(name, StatusVerdict.UnknownDevice);
            return ValueTask.CompletedTask;
        }

        if (UpdateStatusMessage.TryRead(publication.Payload, out UpdateStatusMessage? status) != DeliveryRefusal.None)
        {
            Refuse(name, StatusVerdict.Unreadable);
            return ValueTask.CompletedTask;
        }

        if (IsProgress(device, status!))
        {
            _last[device] = status!;
            return ValueTask.CompletedTask;
        }

        return new ValueTask(StoreAsync(device, status!));
    }

    private static bool IsOf(UpdateStatusMessage status, OfferRecord offer) =>
        status.Deployment == offer.Deployment && status.Attempt == offer.Attempt && status.Manifest == offer.Manifest;

    // The same in all but the number of chunks: after a crash the device says it again.
    private bool IsProgress(Identity device, UpdateStatusMessage status) =>
        !status.State.IsFinal()
        && _last.TryGetValue(device, out UpdateStatusMessage? last)
        && last == status with { ChunksDone = last.ChunksDone, ChunksTotal = last.ChunksTotal };

    private async Task StoreAsync(Identity device, UpdateStatusMessage status)
    {
        StatusVerdict verdict;
        OfferRecord? offer;
        try
        {
            (verdict, offer) = await database.Writer.WriteAsync(
                db => ReportTable.Take(db, device, status, time.GetUtcNow()), CancellationToken.None)
                    .ConfigureAwait(false);
        }
        catch (StorageException fault)
        {
            UpdateLog.StatusNotStored(logger, device.Name, fault.Message);
            throw;
        }

        if (verdict == StatusVerdict.Stored)
        {
            Note(device, status);
            outcomes.Take(offer!, status);
            Reported?.Invoke();
        }
        else if (verdict != StatusVerdict.Repeated)
        {
            Refuse(device.Name, verdict);
        }
    }

    private void Note(Identity device, UpdateStatusMessage status)
    {
        if (status.State.IsFinal())
        {
            _last.TryRemove(device, out _);
        }
        else
        {
            _last[device] = status;
        }
    }

    private void Refuse(string device, StatusVerdict reason)
    {
        Audit?.Count(device, $"update-status-{reason}");
        if (_lines.TryTake(out long silent))
        {
            UpdateLog.StatusRefused(logger, VisibleText(device), reason.ToString(), silent);
        }
    }

    // A topic's level may hold what a terminal would obey.
    private static string VisibleText(string text) => new([.. text.Take(64).Select(c => char.IsControl(c) ? '?' : c)]);
}
