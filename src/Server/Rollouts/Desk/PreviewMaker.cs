using System.Globalization;
using Garita.Contracts.Api.Rollouts;
using Garita.Rollouts.Definitions;
using Garita.Rollouts.Planning;
using Garita.Server.Rollouts.Engine;
using Garita.Server.Rollouts.Fleet;
using Garita.Server.Rollouts.Storage;

namespace Garita.Server.Rollouts.Desk;

/// <summary>Counts what a rollout would mean, in one look over the fleet.</summary>
internal static class PreviewMaker
{
    // Product types that are named; the rest is counted together.
    private const int MaxTypes = 50;

    public static RolloutPreview Make(RolloutRecord record, ReleaseFacts release, FleetIndex fleet)
    {
        FleetSelection selection = new(record.Definition, release.Version, fleet);
        SortedDictionary<string, long> types = new(StringComparer.Ordinal);
        (long members, long connected, long present) = (0, 0, 0);
        foreach (Cohort cohort in fleet.Cohorts)
        {
            (long meant, long reachable) = selection.Count(cohort);
            if (selection.HasIt(cohort))
            {
                present += meant;
            }
            else if (meant > 0)
            {
                members += meant;
                connected += reachable;
                string type = cohort.Kind.Type ?? "(none)";
                string named = types.ContainsKey(type) || types.Count < MaxTypes ? type : "(others)";
                types[named] = types.GetValueOrDefault(named) + meant;
            }
        }

        long holding = record.State.Count(DeviceStage.Activated) + record.State.Count(DeviceStage.Done);
        return new RolloutPreview(
            members, connected, present, types, RolloutViews.Waves(record, Math.Max(members, record.State.Members)),
            holding, release.CanReturn ? 0 : holding, [.. Notices(record, release, members, connected)]);
    }

    private static IEnumerable<string> Notices(
        RolloutRecord record, ReleaseFacts release, long members, long connected)
    {
        RolloutDefinition definition = record.Definition;
        if (release.WayBack is null)
        {
            yield return "The release has no way back: nothing can roll it back.";
        }
        else if (!release.CanReturn)
        {
            yield return Format(
                $"The release has epoch {release.Epoch}, its way back {release.WayBackEpoch}: devices refuse it.");
        }

        // The rest is about starting, and there is nothing to start any more.
        if (record.State.Status != RolloutStatus.Draft)
        {
            yield break;
        }

        if (definition.OnFailure == FailureAction.Rollback && !record.CanReturn)
        {
            yield return "It cannot start: it may roll back by itself, and there is no way back that devices take.";
        }

        if (members == 0)
        {
            yield return "No device is meant.";
        }

        long first = definition.Allowed(0, members);
        if (definition.Waves.Count > 1 && first < definition.Gate.Minimum)
        {
            yield return Format(
                $"The first wave has {first} devices, the gate wants {definition.Gate.Minimum}: it will be held.");
        }

        if (connected < first)
        {
            yield return Format($"Of the first wave's {first} devices {connected} can be reached now.");
        }
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
