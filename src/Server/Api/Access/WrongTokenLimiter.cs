using System.Net;

namespace Garita.Server.Api.Access;

/// <summary>
/// Counts wrong tokens by address within one minute. A right token is never refused by it: nobody guesses 256 bits, the
/// limit only keeps a runaway program from filling the log.
/// </summary>
internal sealed class WrongTokenLimiter(int perMinute, TimeProvider time)
{
    // Beyond this many addresses in one minute strangers share one count.
    private const int MaxAddresses = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _counts = [];
    private DateTimeOffset _since;

    /// <summary>Counts one more; true while the address is within the limit.</summary>
    public bool Allow(IPAddress? address)
    {
        DateTimeOffset now = time.GetUtcNow();
        IPAddress key = address ?? IPAddress.None;
        lock (_gate)
        {
            if (now - _since >= TimeSpan.FromMinutes(1))
            {
                _counts.Clear();
                _since = now;
            }

            if (_counts.Count >= MaxAddresses && !_counts.ContainsKey(key))
            {
                key = IPAddress.None;
            }

            int count = _counts.GetValueOrDefault(key) + 1;
            _counts[key] = count;
            return count <= perMinute;
        }
    }
}
