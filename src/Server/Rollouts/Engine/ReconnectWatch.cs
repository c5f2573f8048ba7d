using System.Collections.Concurrent;
using Garita.Contracts.Identities;
using Garita.Server.Registry;

namespace Garita.Server.Rollouts.Engine;

/// <summary>
/// Counts the connections of devices that soak, as the broker sees them. In memory alone: after a start of the server
/// everybody connects again, and that is no device's fault.
/// </summary>
internal sealed class ReconnectWatch : IDisposable
{
    private readonly Liveness _liveness;
    private readonly ConcurrentDictionary<string, int> _watched = new(StringComparer.Ordinal);

    public ReconnectWatch(Liveness liveness)
    {
        _liveness = liveness;
        liveness.Arrived += Arrived;
    }

    /// <summary>How many connections a device made since it was asked about first.</summary>
    public int Count(string device) => _watched.GetOrAdd(device, 0);

    /// <summary>A device is asked about no more.</summary>
    public void Forget(string device) => _watched.TryRemove(device, out _);

    public void Dispose() => _liveness.Arrived -= Arrived;

    private void Arrived(Identity identity)
    {
        // One that is forgotten in this moment stays forgotten.
        if (identity.Kind == IdentityKind.Device && _watched.TryGetValue(identity.Name, out int count))
        {
            _watched.TryUpdate(identity.Name, count + 1, count);
        }
    }
}
