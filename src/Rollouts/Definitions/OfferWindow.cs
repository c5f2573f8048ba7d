namespace Garita.Rollouts.Definitions;

/// <summary>When devices may be offered an update, on some days of the week.</summary>
/// <param name="Days">The days on which it begins.</param>
/// <param name="From">When it begins.</param>
/// <param name="To">When it ends; not after <paramref name="From"/> means the next day.</param>
public sealed record OfferWindow(IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly To)
{
    /// <summary>Whether it is open at a local time.</summary>
    public bool IsOpen(DateTime local)
    {
        TimeOnly clock = TimeOnly.FromDateTime(local);
        if (From < To)
        {
            return Days.Contains(local.DayOfWeek) && clock >= From && clock < To;
        }

        DayOfWeek yesterday = (DayOfWeek)(((int)local.DayOfWeek + 6) % 7);
        return (clock >= From && Days.Contains(local.DayOfWeek)) || (clock < To && Days.Contains(yesterday));
    }
}
