using Garita.Contracts.Api.Updates;
using Garita.Contracts.Identities;
using Garita.Firmware.Delivery;
using Garita.Rollouts.Planning;
using Garita.Server.Storage;
using Garita.Server.Updates.Offers;

namespace Garita.Server.Rollouts.Engine;

/// <summary>The way to devices over the offer desk, and back over what it stored of their reports.</summary>
internal sealed class OfferRoad(Database database, OfferDesk desk) : IOfferRoad
{
    private const string Actor = "service:rollouts";

    public async Task<IReadOnlyList<(string Device, DeviceEvent Refused)>> OfferAsync(
        OfferBatch batch, CancellationToken cancellationToken)
    {
        OfferResult result = await desk.OfferAsync(
            new OfferOrder
            {
                Deployment = batch.Deployment,
                Attempt = batch.Attempt,
                Manifest = batch.Manifest,
                Devices = [.. batch.Devices.Select(Identity.Device)],
                Actor = Actor,
            },
            cancellationToken).ConfigureAwait(false);
        DeviceEvent shed = new(DeviceEventKind.Ended) { Attempt = batch.Attempt, Outcome = AttemptOutcome.Shed };
        return result.Refusal != OfferRefusal.None
            ? [.. batch.Devices.Select(device => (device, shed))]
            : [.. result.Devices.Select(each => (each.Device.Name, Meaning(each.Outcome, shed)))
                .Where(each => each.Item2 is not null).Select(each => (each.Name, each.Item2!))];
    }

    public Task WithdrawAsync(string deployment, IReadOnlyList<string>? devices, CancellationToken cancellationToken) =>
        desk.WithdrawAsync(
            deployment, devices is null ? null : [.. devices.Select(Identity.Device)], Actor, cancellationToken);

    public async Task<IReadOnlyList<DeviceReport>> ReportsAfterAsync(
        long change, int limit, CancellationToken cancellationToken)
    {
        List<OfferRecord> changed = await database.ReadAsync(
            db => OfferTable.ChangedAfter(db, change, limit), cancellationToken).ConfigureAwait(false);
        return
        [
            .. changed.Select(offer => new DeviceReport(
                offer.Change, offer.Device.Name, offer.Deployment, offer.Manifest, Meaning(offer))),
        ];
    }

    // What stands or ended already needs nothing: its reports say the rest.
    private static DeviceEvent? Meaning(OfferOutcome outcome, DeviceEvent shed) => outcome switch
    {
        OfferOutcome.Offered or OfferOutcome.AlreadyOffered or OfferOutcome.AttemptUsed => null,
        OfferOutcome.UnknownDevice or OfferOutcome.Disabled => new DeviceEvent(DeviceEventKind.Gone),
        OfferOutcome.PolicyRefused or OfferOutcome.BrokerFull => shed,
    };

    private static DeviceEvent Meaning(OfferRecord offer)
    {
        UpdateState state = offer.DeviceState ?? UpdateState.Downloading;
        AttemptOutcome outcome = Outcome(state, offer.Reason);
        DeviceEventKind kind = outcome != AttemptOutcome.None ? DeviceEventKind.Ended
            : state is UpdateState.Restarting or UpdateState.Trial or UpdateState.Reverting ? DeviceEventKind.Activated
            : DeviceEventKind.Progress;
        return new DeviceEvent(kind) { Attempt = offer.Attempt, Outcome = outcome };
    }

    private static AttemptOutcome Outcome(UpdateState state, UpdateReason? reason) => state switch
    {
        UpdateState.Downloading or UpdateState.Checking or UpdateState.Staged => AttemptOutcome.None,
        UpdateState.Waiting or UpdateState.Restarting => AttemptOutcome.None,
        UpdateState.Trial or UpdateState.Reverting => AttemptOutcome.None,
        UpdateState.Installed => AttemptOutcome.Installed,
        UpdateState.RolledBack => AttemptOutcome.Reverted,
        UpdateState.Withdrawn => AttemptOutcome.Withdrawn,
        UpdateState.Superseded => AttemptOutcome.Superseded,
        UpdateState.ReadBackFailed or UpdateState.BudgetSpent or UpdateState.StorageFailed =>
            AttemptOutcome.InstallFailed,

        // The device has something newer, or was offered it: nobody's fault.
        UpdateState.Refused => reason is UpdateReason.OlderRelease or UpdateReason.OlderAssignment
            ? AttemptOutcome.Superseded
            : AttemptOutcome.Rejected,
    };
}
