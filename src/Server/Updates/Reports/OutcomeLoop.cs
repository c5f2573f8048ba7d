using System.Threading.Channels;
using Garita.AuditLog.Entries;
using Garita.Firmware.Delivery;
using Garita.Merkle;
using Garita.Server.Audit;
using Garita.Server.Storage;
using Garita.Server.Updates.Offers;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Updates.Reports;

/// <summary>
/// What follows from a status after its sender was answered: how an attempt ended is entered in the audit log and its
/// offer cleared; an offer whose device needs another proof is published again. What is to be entered is in the
/// database, so that a crash loses none; one between entry and mark enters it twice.
/// </summary>
internal sealed class OutcomeLoop : IAsyncDisposable
{
    private const int AtOnce = 100;

    private readonly Database _database;
    private readonly AuditBook _audit;
    private readonly OfferDesk _desk;
    private readonly UpdateOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();

    // Only that there is something to do, so that one place is enough.
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    // Offers to publish again, each device once.
    private readonly HashSet<OfferRecord> _unproven = [];
    private readonly Lock _gate = new();
    private readonly Task _loop;

    public OutcomeLoop(
        Database database, AuditBook audit, OfferDesk desk, UpdateOptions options, TimeProvider time, ILogger logger)
    {
        (_database, _audit, _desk, _options, _time, _logger) = (database, audit, desk, options, time, logger);
        _signal.Writer.TryWrite(true);
        _loop = RunAsync(_stop.Token);
    }

    /// <summary>Looks at a status that was stored.</summary>
    public void Take(OfferRecord offer, UpdateStatusMessage status)
    {
        if (status is { State: UpdateState.Waiting, Reason: UpdateReason.LogHistoryMissing, LogSize: > 0 })
        {
            lock (_gate)
            {
                _unproven.RemoveWhere(other => other.Device == offer.Device);
                _unproven.Add(offer);
            }

            _signal.Writer.TryWrite(true);
        }

        if (status.State.IsFinal())
        {
            UpdateLog.Ended(
                _logger, offer.Device, offer.Deployment, offer.Attempt, status.State.ToString(),
                status.Reason?.Text() ?? string.Empty);
            _signal.Writer.TryWrite(true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    private static OutcomeResult ResultOf(UpdateState state) => state switch
    {
        UpdateState.Installed => OutcomeResult.Done,
        UpdateState.Refused or UpdateState.Withdrawn or UpdateState.Superseded => OutcomeResult.Refused,
        UpdateState.RolledBack or UpdateState.ReadBackFailed or UpdateState.BudgetSpent or UpdateState.StorageFailed
            or UpdateState.Downloading or UpdateState.Checking or UpdateState.Staged or UpdateState.Waiting
            or UpdateState.Restarting or UpdateState.Trial or UpdateState.Reverting => OutcomeResult.Failed,
    };

    private static string Words(OfferRecord ended)
    {
        string reason = ended.Reason is { } why ? $" {why.Text()}" : string.Empty;
        return $"{ended.Device.Name} {ended.Deployment}/{ended.Attempt}: {ended.DeviceState}{reason}";
    }

    // Ends when it is told to stop; what is left then is done after the next start.
    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (await _signal.Reader.WaitToReadAsync(stop).ConfigureAwait(false))
            {
                _signal.Reader.TryRead(out _);
                if (!await TryDoAsync(stop).ConfigureAwait(false))
                {
                    await Task.Delay(_options.RetryAfter, _time, stop).ConfigureAwait(false);
                    _signal.Writer.TryWrite(true);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    private async Task<bool> TryDoAsync(CancellationToken stop)
    {
        try
        {
            foreach (OfferRecord offer in TakeUnproven())
            {
                await _desk.RepublishAsync(offer.Device, stop).ConfigureAwait(false);
            }

            List<OfferRecord> ended;
            do
            {
                ended = await _database.ReadAsync(db => OfferTable.Unlogged(db, AtOnce), stop).ConfigureAwait(false);
                foreach (OfferRecord offer in ended)
                {
                    await FinishAsync(offer, stop).ConfigureAwait(false);
                }
            }
            while (ended.Count == AtOnce);

            return true;
        }
        catch (StorageException fault)
        {
            UpdateLog.OutcomesWait(_logger, fault.Message);
            return false;
        }
    }

    private OfferRecord[] TakeUnproven()
    {
        lock (_gate)
        {
            OfferRecord[] taken = [.. _unproven];
            _unproven.Clear();
            return taken;
        }
    }

    private async Task FinishAsync(OfferRecord ended, CancellationToken stop)
    {
        await _desk.ClearAsync(ended, stop).ConfigureAwait(false);
        await _audit.EndAsync(
            new AuditOperation(ended.Operation, new MerkleHash(ended.Manifest.ToArray()), 0),
            ResultOf(ended.DeviceState!.Value),
            Words(ended)).ConfigureAwait(false);
        if (ended is { Report: { } report, Signer: { } signer })
        {
            await _audit.AppendAsync(new NoteEntry(
                _time.GetUtcNow(), ended.Device.CommonName,
                $"update.report {Convert.ToBase64String(report)} signed by {signer}")).ConfigureAwait(false);
        }

        await _database.Writer.WriteAsync(db => OfferTable.MarkLogged(db, ended.Id), CancellationToken.None)
            .ConfigureAwait(false);
    }
}
