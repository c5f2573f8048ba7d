using System.Collections.Concurrent;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Identities;
using Garita.Rollouts.Targets;
using Garita.Server.Registry;

namespace Garita.Server.Rollouts.Fleet;

/// <summary>
/// The fleet as rollouts see it: the registry, who is connected, and which time zones devices reported. Whoever reports
/// a change only names the device; it is looked at when somebody asks next, and its place in the index is put right. So
/// nobody has to look at every device to find out what changed, and no listener waits for somebody who looks.
/// </summary>
internal sealed class FleetView : IDisposable
{
    /// <summary>
    /// Changes that are kept for rollouts; beyond, each rollout counts the fleet again, which costs it about as much.
    /// </summary>
    private const int MaxChanges = 20_000;

    private readonly IdentityRegistry _registry;
    private readonly Liveness _liveness;
    private readonly ConcurrentDictionary<string, string> _zones = new(StringComparer.Ordinal);

    // Guards the names of devices that changed. Held for a moment only, and the only one that listeners take.
    private readonly Lock _naming = new();

    // Guards the index and what was seen of it.
    private readonly Lock _gate = new();
    private readonly FleetIndex _index = new();
    private HashSet<string> _touched = new(StringComparer.Ordinal);
    private List<FleetChange> _changes = [];
    private bool _lost;
    private long _number;

    public FleetView(IdentityRegistry registry, Liveness liveness)
    {
        _registry = registry;
        _liveness = liveness;
        registry.Changed += Changed;
        liveness.CameUp += Touch;
        liveness.WentDown += Touch;
    }

    /// <summary>Takes up everybody there is. What changes meanwhile is looked at again.</summary>
    public void Fill(IEnumerable<(string Device, string Zone)> zones)
    {
        foreach ((string device, string zone) in zones)
        {
            _zones.TryAdd(device, zone);
        }

        lock (_gate)
        {
            foreach (IdentityRecord record in _registry.Each(IdentityKind.Device))
            {
                _index.Put(record.Identity.Name, FactsOf(record));
            }
        }
    }

    /// <summary>A device said where it is.</summary>
    public void SetZone(Identity device, string zone)
    {
        _zones[device.Name] = zone;
        Touch(device);
    }

    /// <summary>Whether a device is connected now, and when it was last seen.</summary>
    public (bool Connected, DateTimeOffset? LastSeen) Presence(string device)
    {
        Identity identity = Identity.Device(device);
        return (_liveness.IsConnected(identity), _liveness.LastSeen(identity));
    }

    /// <summary>One device; null where there never was one.</summary>
    public DeviceFacts? Find(string device) =>
        Identity.TryCreate(IdentityKind.Device, device, out Identity identity)
        && _registry.Get(identity) is { } record ? FactsOf(record) : null;

    /// <summary>Looks at the fleet as it is, while it stands still.</summary>
    /// <param name="look">Given the index and the number of the last change that it has.</param>
    public T Look<T>(Func<FleetIndex, long, T> look)
    {
        lock (_gate)
        {
            TakeUp();
            return look(_index, _number);
        }
    }

    /// <summary>What changed since the last call; null where too much did and everything must be counted.</summary>
    public List<FleetChange>? TakeChanges()
    {
        lock (_gate)
        {
            TakeUp();
            List<FleetChange>? taken = _lost ? null : _changes;
            (_changes, _lost) = ([], false);
            return taken;
        }
    }

    public void Dispose()
    {
        _registry.Changed -= Changed;
        _liveness.CameUp -= Touch;
        _liveness.WentDown -= Touch;
    }

    private DeviceFacts FactsOf(IdentityRecord record) => new(record.Identity.Name)
    {
        Type = record.Type,
        Serial = record.Serial,
        Version = record.FirmwareVersion,
        Groups = record.Groups,
        TimeZone = _zones.GetValueOrDefault(record.Identity.Name),
        Active = record.State == DeviceState.Active,
        Connected = _liveness.IsConnected(record.Identity),
    };

    private void Changed(IdentityRecord? before, IdentityRecord? after)
    {
        if ((before ?? after) is { } record)
        {
            Touch(record.Identity);
        }
    }

    private void Touch(Identity identity)
    {
        if (identity.Kind == IdentityKind.Device)
        {
            lock (_naming)
            {
                _touched.Add(identity.Name);
            }
        }
    }

    // What is read here is at least as new as what the device was named for.
    private void TakeUp()
    {
        HashSet<string> touched;
        lock (_naming)
        {
            if (_touched.Count == 0)
            {
                return;
            }

            (touched, _touched) = (_touched, new HashSet<string>(StringComparer.Ordinal));
        }

        foreach (string device in touched)
        {
            DeviceFacts? before = _index.Find(device)?.Facts();
            DeviceFacts? after = Find(device) is { Active: true } facts ? facts : null;
            _index.Put(device, after);
            Note(new FleetChange(++_number, before, after));
        }
    }

    // Kept even where nothing is different: who was away for a moment takes its turn again.
    private void Note(FleetChange change)
    {
        if (_changes.Count >= MaxChanges)
        {
            _lost = true;
            _changes.Clear();
        }

        if (!_lost)
        {
            _changes.Add(change);
        }
    }
}
