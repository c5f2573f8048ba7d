using Garita.Rollouts.Planning;

namespace Garita.Server.Rollouts.Engine;

/// <summary>
/// Which reports are of which rollout. A report of another manifest than the rollout's, or of a rollout that is over,
/// is nobody's.
/// </summary>
internal static class ReportSorting
{
    /// <summary>Per rollout, in the order in which they came.</summary>
    public static Dictionary<string, List<(string Device, DeviceEvent Happened)>> Sort(
        IReadOnlyList<DeviceReport> reports, Func<string, LiveRollout?> find)
    {
        Dictionary<string, List<(string, DeviceEvent)>> perRollout = new(StringComparer.Ordinal);
        foreach (DeviceReport report in reports)
        {
            if (Deployments.Read(report.Deployment) is not { } meant || find(meant.Rollout) is not { } live
                || report.Manifest != (meant.IsBack ? live.Release.WayBack : live.Release.Manifest)
                || (meant.IsBack && report.Happened.Kind != DeviceEventKind.Ended))
            {
                continue;
            }

            perRollout.TryAdd(meant.Rollout, []);
            perRollout[meant.Rollout].Add((report.Device, meant.IsBack
                ? report.Happened with { Kind = DeviceEventKind.BackEnded }
                : report.Happened));
        }

        return perRollout;
    }

    /// <summary>One event a device and round: the next one has to meet the record that the first one made.</summary>
    public static IEnumerable<List<(string Device, DeviceEvent Happened)>> Rounds(
        List<(string Device, DeviceEvent Happened)> events)
    {
        List<(string Device, DeviceEvent Happened)> rest = events;
        while (rest.Count > 0)
        {
            HashSet<string> seen = new(StringComparer.Ordinal);
            ILookup<bool, (string Device, DeviceEvent Happened)> split = rest.ToLookup(entry => seen.Add(entry.Device));
            yield return [.. split[true]];
            rest = [.. split[false]];
        }
    }
}
