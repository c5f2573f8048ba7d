namespace Garita.Server.Hosting;

/// <summary>
/// How many log lines of one sort may be written in a minute, whatever strangers and devices send. What was kept silent
/// is told by the first line of the next minute.
/// </summary>
internal sealed class LineBudget(int perMinute, TimeProvider time)
{
    // Guards everything below.
    private readonly Lock _gate = new();
    private DateTimeOffset _since;
    private int _written;
    private long _silent;

    /// <summary>Whether a line may be written; then also how many were not since the last one.</summary>
    public bool TryTake(out long silent)
    {
        DateTimeOffset now = time.GetUtcNow();
        silent = 0;
        lock (_gate)
        {
            if (now - _since >= TimeSpan.FromMinutes(1))
            {
                (_since, _written) = (now, 0);
            }

            if (_written >= perMinute)
            {
                _silent++;
                return false;
            }

            _written++;
            (silent, _silent) = (_silent, 0);
            return true;
        }
    }
}
