using Garita.Rollouts.Definitions;

namespace Garita.Rollouts.Gates;

/// <summary>
/// Two sequential tests over devices, each of them one trial that ends good or bad. Both are likelihood ratios between
/// the tolerated and the alarming share (A. Wald, "Sequential Tests of Statistical Hypotheses", 1945), compared with
/// 1/α as Ville's inequality allows: the error holds however often one looks and whenever one stops.
/// <para>
/// Failures are reported sooner than success, which takes the soak. So a device that began and was not judged counts as
/// good for stopping, and one that activated and was not judged counts as bad for opening: what is missing always
/// speaks against the decision that is asked for.
/// </para>
/// </summary>
public static class Gate
{
    /// <summary>Whether the release is shown to be bad, by any stratum; else the stratum nearest to it.</summary>
    public static GateJudgement JudgeStop(GateRule rule, Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(evidence);
        GateJudgement? nearest = null;
        for (int index = 0; index < evidence.Strata.Count; index++)
        {
            Stratum stratum = evidence.Strata[index];
            if (!rule.ByType && stratum.Name.StartsWith("type:", StringComparison.Ordinal))
            {
                continue;
            }

            // The strata share the error: 1/2, 1/6, 1/12 … of it add up to the whole, however many there will be.
            double needed = Math.Log((index + 1.0) * (index + 2.0) / rule.FalseStop);
            double score = Score(rule, stratum.Tally.Bad, stratum.Tally.Started - stratum.Tally.Bad);
            GateFinding finding = score >= needed ? GateFinding.Bad : GateFinding.Undecided;
            if (nearest is null || score - needed > nearest.Score - nearest.Needed)
            {
                nearest = new GateJudgement(finding, stratum.Name, stratum.Tally, score, needed);
            }
        }

        return nearest!;
    }

    /// <summary>Whether a wave has shown enough for the next one.</summary>
    public static GateJudgement JudgeOpen(GateRule rule, Evidence evidence, int wave)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(evidence);
        string name = Stratum.OfWave(wave);
        Tally tally = evidence.Of(name);
        double needed = Math.Log(1 / rule.FalseOpen);
        double score = -Score(rule, tally.Bad + tally.Pending, tally.Good);
        bool isGood = score >= needed && tally.Judged >= rule.Minimum;
        return new GateJudgement(isGood ? GateFinding.Good : GateFinding.Undecided, name, tally, score, needed);
    }

    /// <summary>
    /// The most devices that can have been offered a release of which every device fails, when it is stopped: the
    /// failures that it takes while as many others as may be unjudged count as good.
    /// </summary>
    public static long WorstExposure(GateRule rule, int unjudged)
    {
        ArgumentNullException.ThrowIfNull(rule);
        double perBad = Score(rule, 1, 0);
        double perGood = -Score(rule, 0, 1);

        // The first wave's stratum stands second, so the stratum of all devices, which has the same devices, decides.
        double needed = Math.Log(2 / rule.FalseStop);
        return (long)Math.Ceiling((needed + (unjudged * perGood)) / perBad) + unjudged;
    }

    private static double Score(GateRule rule, long bad, long good) =>
        (bad * Math.Log(rule.Alarming / rule.Tolerated))
        + (good * Math.Log((1 - rule.Alarming) / (1 - rule.Tolerated)));
}
