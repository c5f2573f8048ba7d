using System.Runtime.InteropServices;
using Garita.Rollouts.Targets;

namespace Garita.Server.Rollouts.Fleet;

/// <summary>
/// Devices that differ in nothing a rollout may ask about but id and serial number, so that most targets are answered
/// once for all of them. Those that are connected come first.
/// </summary>
internal sealed class Cohort(DeviceFacts kind)
{
    private readonly List<FleetDevice> _members = [];

    /// <summary>What they have in common; its id and serial number are nobody's.</summary>
    public DeviceFacts Kind { get; } = kind with { Id = "", Serial = null, Connected = false };

    public int Count => _members.Count;

    /// <summary>How many are connected.</summary>
    public int Connected { get; private set; }

    public ReadOnlySpan<FleetDevice> Members => CollectionsMarshal.AsSpan(_members);

    public ReadOnlySpan<FleetDevice> ConnectedMembers => Members[..Connected];

    public void Add(FleetDevice device, bool connected)
    {
        device.Cohort = this;
        device.Place = _members.Count;
        _members.Add(device);
        SetConnected(device, connected);
    }

    public void Remove(FleetDevice device)
    {
        SetConnected(device, false);
        Swap(device.Place, _members.Count - 1);
        _members.RemoveAt(_members.Count - 1);
    }

    public void SetConnected(FleetDevice device, bool connected)
    {
        if (device.Connected == connected)
        {
            return;
        }

        if (connected)
        {
            Swap(device.Place, Connected);
            Connected++;
        }
        else
        {
            Swap(device.Place, Connected - 1);
            Connected--;
        }
    }

    private void Swap(int one, int other)
    {
        (_members[one], _members[other]) = (_members[other], _members[one]);
        (_members[one].Place, _members[other].Place) = (one, other);
    }
}
