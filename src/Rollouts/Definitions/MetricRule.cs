namespace Garita.Rollouts.Definitions;

/// <summary>
/// A measurement that must not get worse by more than a share: after the update against before, less what devices
/// without the update went through in the same time.
/// </summary>
/// <param name="Name">The series' name.</param>
/// <param name="WorseIsHigher">Whether more of it is worse.</param>
/// <param name="By">The share, above 0.</param>
public sealed record MetricRule(string Name, bool WorseIsHigher, double By)
{
    /// <summary>Whether a device got too much worse.</summary>
    /// <param name="before">Its mean before.</param>
    /// <param name="after">Its mean after.</param>
    /// <param name="control">The relative change of devices without the update; 0 where there are none.</param>
    public bool IsWorse(double before, double after, double control)
    {
        if (before == 0 || !double.IsFinite(before) || !double.IsFinite(after) || !double.IsFinite(control))
        {
            return false;
        }

        double change = ((after - before) / Math.Abs(before)) - control;
        return (WorseIsHigher ? change : -change) > By;
    }
}
