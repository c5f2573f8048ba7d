using System.Collections.Concurrent;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Identities;
using Garita.Rollouts.Targets;
using Garita.Server.Registry;

namespace Garita.Server.Rollouts.Engine;

/// <summary>
/// The fleet as rollouts see it: the registry, who is connected, and which time zones devices reported. Notes what
/// changed, so that nobody has to look at every device to find out.
/// </summary>
internal sealed class FleetView : IDisposable
{
    /// <summary>
    /// Changes that are noted; beyond, the whole fleet is counted again, which takes a second or two.
    /// </summary>
    private const int MaxChanges = 200_000;

    private readonly IdentityRegistry _registry;
    private readonly Liveness _liveness;
    private readonly ConcurrentQueue<FleetChange> _changes = new();
    private volatile bool _lost;

    public FleetView(IdentityRegistry registry, Liveness liveness)
    {
        _registry = registry;
        _liveness = liveness;
        registry.Changed += Changed;
        liveness.CameUp += CameUp;
    }

    /// <summary>Where devices say they are.</summary>
    public ConcurrentDictionary<string, string> Zones { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a device is connected now, and when it was last seen.</summary>
    public (bool Connected, DateTimeOffset? LastSeen) Presence(string device)
    {
        Identity identity = Identity.Device(device);
        return (_liveness.IsConnected(identity), _liveness.LastSeen(identity));
    }

    /// <summary>Every device there is.</summary>
    public IEnumerable<DeviceFacts> All() => _registry.Each(IdentityKind.Device).Select(FactsOf);

    /// <summary>One device; null where there never was one.</summary>
    public DeviceFacts? Find(string device) =>
        Identity.TryCreate(IdentityKind.Device, device, out Identity identity)
        && _registry.Get(identity) is { } record ? FactsOf(record) : null;

    /// <summary>What changed since the last call; null where too much did and everything must be looked at.</summary>
    public List<FleetChange>? TakeChanges()
    {
        List<FleetChange> taken = [];
        while (_changes.TryDequeue(out FleetChange? change))
        {
            taken.Add(change);
        }

        bool lost = _lost;
        _lost = false;
        return lost ? null : taken;
    }

    public void Dispose()
    {
        _registry.Changed -= Changed;
        _liveness.CameUp -= CameUp;
    }

    private DeviceFacts FactsOf(IdentityRecord record) => new(record.Identity.Name)
    {
        Type = record.Type,
        Serial = record.Serial,
        Version = record.FirmwareVersion,
        Groups = record.Groups,
        TimeZone = Zones.GetValueOrDefault(record.Identity.Name),
        Active = record.State == DeviceState.Active,
        Connected = _liveness.IsConnected(record.Identity),
    };

    private void Changed(IdentityRecord? before, IdentityRecord? after)
    {
        if ((before ?? after)?.Identity.Kind == IdentityKind.Device)
        {
            Note(new FleetChange(
                before is null ? null : FactsOf(before), after is null ? null : FactsOf(after)));
        }
    }

    private void CameUp(Identity identity)
    {
        if (identity.Kind == IdentityKind.Device && Find(identity.Name) is { } facts)
        {
            Note(new FleetChange(facts, facts));
        }
    }

    private void Note(FleetChange change)
    {
        if (_changes.Count >= MaxChanges)
        {
            _lost = true;
            return;
        }

        _changes.Enqueue(change);
    }
}
