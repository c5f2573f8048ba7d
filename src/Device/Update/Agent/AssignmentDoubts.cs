using System.Numerics;
using Microsoft.Extensions.Logging;

namespace Garita.Device.Update.Agent;

/// <summary>
/// Counts messages that do not count as the server's, and logs the first, the second, the fourth and so on: a flood of
/// them fills no log. Thread-safe.
/// </summary>
internal sealed class AssignmentDoubts(ILogger logger)
{
    private long _count;

    /// <summary>Notes one.</summary>
    /// <param name="what">Which message it claims to be.</param>
    /// <param name="why">Why it is none.</param>
    public void Note(string what, string why)
    {
        long count = Interlocked.Increment(ref _count);
        if (BitOperations.IsPow2(count))
        {
            UpdateLog.NotAssigned(logger, what, why, count);
        }
    }
}
