using Garita.Rollouts.Definitions;
using Garita.Rollouts.Targets;

namespace Garita.Server.Rollouts.Fleet;

/// <summary>
/// What a definition means in the fleet as it is now. A cohort is asked about once; its devices one by one only where
/// the target looks at ids or serial numbers.
/// </summary>
internal sealed class FleetSelection
{
    private readonly RolloutDefinition _definition;
    private readonly string? _version;
    private readonly Dictionary<Cohort, List<FleetDevice>> _excluded;
    private readonly Dictionary<Cohort, List<FleetDevice>>? _named;
    private readonly Dictionary<Cohort, TargetVerdict> _verdicts = [];

    /// <summary>Reads what the definition names out of the index.</summary>
    /// <param name="definition">The rollout's.</param>
    /// <param name="version">What the release is; devices that run it do not wait for it. Null for none.</param>
    /// <param name="index">The fleet.</param>
    public FleetSelection(RolloutDefinition definition, string? version, FleetIndex index)
    {
        (_definition, _version) = (definition, version);
        _excluded = Group(definition.Exclude, index);
        _named = definition.Target.Ids() is { } ids ? Group(ids, index) : null;
    }

    /// <summary>Whether the devices of a cohort run the release.</summary>
    public bool HasIt(Cohort cohort) => _version is not null && cohort.Kind.Version == _version;

    /// <summary>Whether a device is meant.</summary>
    public bool Means(FleetDevice device) => Judge(device.Cohort) switch
    {
        TargetVerdict.Never => false,
        TargetVerdict.Always => !_definition.Exclude.Contains(device.Id),
        TargetVerdict.Depends => Includes(device),
    };

    /// <summary>Whether a device is meant and does not run the release.</summary>
    public bool Wants(FleetDevice device) => !HasIt(device.Cohort) && Means(device);

    /// <summary>How many devices of a cohort are meant, and how many of them are connected.</summary>
    public (long Members, long Connected) Count(Cohort cohort)
    {
        TargetVerdict verdict = Judge(cohort);
        if (verdict == TargetVerdict.Never)
        {
            return (0, 0);
        }

        if (verdict == TargetVerdict.Always)
        {
            List<FleetDevice> without = _excluded.GetValueOrDefault(cohort, []);
            return (cohort.Count - without.Count, cohort.Connected - without.Count(device => device.Connected));
        }

        (long members, long connected) = (0, 0);
        foreach (FleetDevice device in Asked(cohort))
        {
            bool means = Includes(device);
            members += means ? 1 : 0;
            connected += means && device.Connected ? 1 : 0;
        }

        return (members, connected);
    }

    /// <summary>Devices of a cohort that are connected and may be meant; each is to be asked about.</summary>
    public ReadOnlySpan<FleetDevice> Reachable(Cohort cohort) => Judge(cohort) switch
    {
        TargetVerdict.Never => [],
        TargetVerdict.Always => cohort.ConnectedMembers,
        TargetVerdict.Depends when _named is not null => Asked(cohort),
        TargetVerdict.Depends => cohort.ConnectedMembers,
    };

    private static Dictionary<Cohort, List<FleetDevice>> Group(IEnumerable<string> ids, FleetIndex index) => ids
        .Select(index.Find).OfType<FleetDevice>().GroupBy(device => device.Cohort)
        .ToDictionary(group => group.Key, group => group.ToList());

    private bool Includes(FleetDevice device) =>
        _definition.Target.Matches(device.Cohort.Kind, device.Id, device.Serial)
        && !_definition.Exclude.Contains(device.Id);

    private ReadOnlySpan<FleetDevice> Asked(Cohort cohort) => _named is null
        ? cohort.Members
        : System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_named.GetValueOrDefault(cohort, []));

    private TargetVerdict Judge(Cohort cohort)
    {
        if (!_verdicts.TryGetValue(cohort, out TargetVerdict verdict))
        {
            verdict = _definition.Target.Judge(cohort.Kind);
            _verdicts.Add(cohort, verdict);
        }

        return verdict;
    }
}
