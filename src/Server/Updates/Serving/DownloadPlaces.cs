using Garita.Contracts.Identities;

namespace Garita.Server.Updates.Serving;

/// <summary>How many downloads run at once, of a device and of all.</summary>
internal sealed class DownloadPlaces(UpdateOptions options)
{
    private readonly Lock _gate = new();

    // Guarded by the gate. A device without a download is not in it.
    private readonly Dictionary<Identity, int> _held = [];
    private int _total;

    /// <summary>Takes a place; false where there is none. One that was taken is given back once.</summary>
    public bool TryTake(Identity device)
    {
        lock (_gate)
        {
            int held = _held.GetValueOrDefault(device);
            if (held >= options.MaxDownloadsPerDevice || _total >= options.MaxDownloads)
            {
                return false;
            }

            _held[device] = held + 1;
            _total++;
            return true;
        }
    }

    public void Return(Identity device)
    {
        lock (_gate)
        {
            _total--;
            if (--_held[device] == 0)
            {
                _held.Remove(device);
            }
        }
    }
}
