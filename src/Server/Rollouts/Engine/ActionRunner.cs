using Garita.Rollouts.Planning;
using Garita.Server.Rollouts.Storage;

namespace Garita.Server.Rollouts.Engine;

/// <summary>Does what was decided for one rollout, in order, as far as a step goes.</summary>
internal sealed class ActionRunner(RolloutSurroundings around, LiveRollout live)
{
    private readonly List<(string Device, DeviceEvent Happened)> _refused = [];

    /// <summary>What devices' offers were refused for; to be taken as happened, also where the rest failed.</summary>
    public IReadOnlyList<(string Device, DeviceEvent Happened)> Refused => _refused;

    /// <summary>Does it, and first what takes something back.</summary>
    /// <exception cref="Garita.Server.Storage.StorageException">What was not deleted is done again.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        string name = live.Record.Name;
        List<StoredAction> actions = await around.Database.ReadAsync(
            db => RolloutTable.Actions(db, name, around.Options.StepLength), cancellationToken).ConfigureAwait(false);
        int at = 0;
        while (at < actions.Count)
        {
            List<StoredAction> alike = [.. actions.Skip(at).TakeWhile(action => IsAlike(action, actions[at]))];
            await DoAsync(alike).ConfigureAwait(false);
            await around.Writer.WriteAsync(
                db =>
                {
                    RolloutTable.DeleteActions(db, name, alike);
                    return true;
                },
                CancellationToken.None).ConfigureAwait(false);
            at += alike.Count;
        }
    }

    private static bool IsAlike(StoredAction one, StoredAction other) =>
        one.Kind == other.Kind && one.Attempt == other.Attempt;

    private async Task DoAsync(List<StoredAction> alike)
    {
        string[] devices = [.. alike.Select(action => action.Device).Distinct(StringComparer.Ordinal)];
        string name = live.Record.Name;
        if (alike[0].Kind == "withdraw")
        {
            await around.Road.WithdrawAsync(Deployments.Of(name), devices, CancellationToken.None)
                .ConfigureAwait(false);
            return;
        }

        bool isBack = alike[0].Kind == "back";

        // Stopped since it was decided: an offer that was never made need not be taken back.
        bool isOff = isBack
            ? live.Record.State.Status != RolloutStatus.RollingBack || live.Release.WayBack is null
            : live.Record.State.Status is not (RolloutStatus.Running or RolloutStatus.Held);
        if (isOff)
        {
            return;
        }

        OfferBatch batch = new(
            isBack ? Deployments.BackOf(name) : Deployments.Of(name), alike[0].Attempt,
            isBack ? live.Release.WayBack!.Value : live.Release.Manifest, devices);
        foreach ((string device, DeviceEvent happened) in await around.Road.OfferAsync(batch, CancellationToken.None)
            .ConfigureAwait(false))
        {
            _refused.Add((device, isBack ? happened with { Kind = DeviceEventKind.BackEnded } : happened));
        }
    }
}
