using System.Collections.Frozen;
using Garita.Rollouts.Targets;

namespace Garita.Server.Rollouts.Fleet;

/// <summary>What the devices of a cohort have in common: all that a rollout may ask but id and serial number.</summary>
internal readonly struct CohortKey(DeviceFacts kind) : IEquatable<CohortKey>
{
    private readonly string? _type = kind.Type;
    private readonly string? _version = kind.Version;
    private readonly string? _zone = kind.TimeZone;
    private readonly FrozenSet<string> _groups = kind.Groups;

    public bool Equals(CohortKey other) =>
        _type == other._type && _version == other._version && _zone == other._zone
        && (ReferenceEquals(_groups, other._groups) || _groups.SetEquals(other._groups));

    public override bool Equals(object? obj) => obj is CohortKey other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(
        _type, _version, _zone,
        _groups.Aggregate(0, (hash, group) => hash ^ StringComparer.Ordinal.GetHashCode(group)));
}
