using Garita.Rollouts.Targets;

namespace Garita.Server.Rollouts.Fleet;

/// <summary>
/// Every device that is let in, by id and by cohort. Made from the registry at every start and kept up by what changes
/// there; nothing is stored here. Guarded by whoever holds it.
/// </summary>
internal sealed class FleetIndex
{
    private readonly Dictionary<string, FleetDevice> _devices = new(StringComparer.Ordinal);
    private readonly Dictionary<CohortKey, Cohort> _cohorts = [];

    public IReadOnlyCollection<Cohort> Cohorts => _cohorts.Values;

    public FleetDevice? Find(string id) => _devices.GetValueOrDefault(id);

    /// <summary>Takes up what a device is now; one that is not let in is taken out.</summary>
    public void Put(string id, DeviceFacts? facts)
    {
        FleetDevice? device = Find(id);
        if (facts is not { Active: true })
        {
            if (device is not null)
            {
                Leave(device);
                _devices.Remove(id);
            }

            return;
        }

        CohortKey key = new(facts);
        if (device is not null && key.Equals(new CohortKey(device.Cohort.Kind)))
        {
            device.Serial = facts.Serial;
            device.Cohort.SetConnected(device, facts.Connected);
            return;
        }

        Join(device, key, facts);
    }

    private void Join(FleetDevice? device, CohortKey key, DeviceFacts facts)
    {
        if (device is not null)
        {
            Leave(device);
        }

        if (!_cohorts.TryGetValue(key, out Cohort? cohort))
        {
            cohort = new Cohort(facts);
            _cohorts.Add(key, cohort);
        }

        device ??= new FleetDevice(facts.Id, cohort);
        device.Serial = facts.Serial;
        cohort.Add(device, facts.Connected);
        _devices[facts.Id] = device;
    }

    private void Leave(FleetDevice device)
    {
        Cohort cohort = device.Cohort;
        cohort.Remove(device);
        if (cohort.Count == 0)
        {
            _cohorts.Remove(new CohortKey(cohort.Kind));
        }
    }
}
