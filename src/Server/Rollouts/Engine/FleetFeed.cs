using Garita.Server.Rollouts.Fleet;

namespace Garita.Server.Rollouts.Engine;

/// <summary>Tells rollouts what changed in the fleet.</summary>
internal sealed class FleetFeed(FleetView fleet)
{
    /// <summary>Counts the whole fleet for one rollout.</summary>
    public void Count(LiveRollout live) => fleet.Look((index, number) =>
    {
        live.Count(index, number);
        return number;
    });

    /// <summary>Tells all of them what changed since the last time.</summary>
    public void Take(IEnumerable<LiveRollout> rollouts)
    {
        List<FleetChange>? changes = fleet.TakeChanges();
        foreach (LiveRollout live in rollouts)
        {
            if (changes is null)
            {
                Count(live);
                live.Queue.MarkPartial();
            }
            else
            {
                changes.ForEach(live.Take);
            }
        }
    }
}
