using Garita.Device.Update.Machine;
using Garita.Firmware;
using Garita.Firmware.Delivery;
using Garita.MqttClient;
using Microsoft.Extensions.Logging;

namespace Garita.Device.Update.Agent;

/// <summary>
/// Tells the server how far the device is. Final reports lie in the journal until the server has them; what is said on
/// the way may be lost. None of it decides anything.
/// </summary>
internal sealed class UpdateReporter(UpdateMachine machine, OfferDesk desk, UpdateLine line, ILogger logger)
{
    private readonly Sha256Digest? _running = machine.Running?.Digest;
    private (UpdateState State, UpdateReason? Reason, long Done)? _last;

    /// <summary>Sends every report that the server has not got, oldest first.</summary>
    /// <exception cref="MqttClientException">The server was not reached; they stay.</exception>
    public async Task DeliverAsync(CancellationToken cancellationToken)
    {
        while (machine.Report is { } report)
        {
            await line.SendAsync(
                new UpdateStatusMessage
                {
                    Deployment = report.Deployment,
                    Attempt = report.Attempt,
                    Manifest = report.Manifest,
                    State = StateOf(report.Outcome),
                    Reason = report.Reason,
                    Running = _running,
                    LogSize = desk.LogSize,
                },
                cancellationToken).ConfigureAwait(false);
            machine.Delivered(report);
            UpdateLog.Reported(logger, report.Outcome);
        }
    }

    /// <summary>Says why an offer is not taken; the server has it when this returns.</summary>
    /// <exception cref="MqttClientException">The server was not reached.</exception>
    public Task RefuseAsync(JudgedOffer offer, UpdateState state, UpdateReason? reason, CancellationToken stop) =>
        RefuseAsync(offer.Name, state, reason, offer.Detail, stop);

    /// <summary>Refuses every offer that is older than the newest one.</summary>
    /// <exception cref="MqttClientException">The server was not reached; those that are left stay.</exception>
    public async Task RefuseOlderAsync(CancellationToken stop)
    {
        while (line.Inbox.Older is { } older)
        {
            await RefuseAsync(older, UpdateState.Refused, UpdateReason.OlderAssignment, string.Empty, stop)
                .ConfigureAwait(false);
            line.Inbox.ForgetOlder();
        }
    }

    /// <summary>Says that the new image runs, where the journal knows whose it is.</summary>
    /// <exception cref="MqttClientException">The server was not reached.</exception>
    public Task SayTrialAsync(CancellationToken stop) =>
        machine.UnderWay.Deployment.Length == 0
            ? Task.CompletedTask
            : line.SendAsync(Status(UpdateState.Trial, null), stop);

    /// <summary>Says how far what is under way is, where that is news; a word that is lost is lost.</summary>
    public async Task TellAsync(UpdateState state, UpdateReason? reason, CancellationToken stop)
    {
        long tenth = machine.Progress is { } p ? 10 * (p.Total - p.Missing) / p.Total : 0;
        bool isNews = _last != (state, reason, tenth);
        if (!isNews || machine.UnderWay.Deployment.Length == 0 || !line.Inbox.IsOnline)
        {
            return;
        }

        _last = (state, reason, tenth);
        try
        {
            await line.SendAsync(Status(state, reason), stop).ConfigureAwait(false);
        }
        catch (MqttClientException fault)
        {
            UpdateLog.Unreached(logger, fault.Message);
        }
    }

    private Task RefuseAsync(
        OfferName offer, UpdateState state, UpdateReason? reason, string detail, CancellationToken stop)
    {
        UpdateLog.OfferNotTaken(logger, offer.Deployment, offer.Attempt, state, reason, detail);
        return line.SendAsync(
            new UpdateStatusMessage
            {
                Deployment = offer.Deployment,
                Attempt = offer.Attempt,
                Manifest = offer.Manifest,
                State = state,
                Reason = reason,
                Running = _running,
                LogSize = desk.LogSize,
            },
            stop);
    }

    private UpdateStatusMessage Status(UpdateState state, UpdateReason? reason) => new()
    {
        Deployment = machine.UnderWay.Deployment,
        Attempt = machine.UnderWay.Attempt,
        Manifest = machine.Manifest,
        State = state,
        Reason = reason,
        ChunksDone = machine.Progress?.Total - machine.Progress?.Missing,
        ChunksTotal = machine.Progress?.Total,
        Running = _running,
        LogSize = desk.LogSize,
    };

    private static UpdateState StateOf(UpdateOutcome outcome) => outcome switch
    {
        UpdateOutcome.Installed => UpdateState.Installed,
        UpdateOutcome.RolledBack => UpdateState.RolledBack,
        UpdateOutcome.Withdrawn => UpdateState.Withdrawn,
        UpdateOutcome.Superseded => UpdateState.Superseded,
        UpdateOutcome.ReadBackFailed => UpdateState.ReadBackFailed,
        UpdateOutcome.BudgetSpent => UpdateState.BudgetSpent,
        UpdateOutcome.StorageFailed => UpdateState.StorageFailed,
    };
}
