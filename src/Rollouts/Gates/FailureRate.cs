using System.Globalization;

namespace Garita.Rollouts.Gates;

/// <summary>
/// The share of devices that a release fails on, as an interval: a confidence sequence (H. Robbins, "Statistical
/// Methods Related to the Law of the Iterated Logarithm", 1970), which holds however often one looks and whenever one
/// stops, as the gate's tests do. It has every share <c>p</c> for which
/// <c>(n + 1) · C(n, x) · pˣ · (1 − p)ⁿ⁻ˣ</c> is above 1 − <see cref="Confidence"/>.
/// </summary>
/// <param name="Failed">Devices that were judged bad.</param>
/// <param name="Judged">Devices that were judged.</param>
/// <param name="Low">The lower end; what began and was not judged counts as good.</param>
/// <param name="High">The upper end; what activated the release and was not judged counts as bad.</param>
public sealed record FailureRate(long Failed, long Judged, double Low, double High)
{
    /// <summary>How often the interval has the true share at every look, at least.</summary>
    public const double Confidence = 0.95;

    // Halving an interval of 1 so often leaves what a double can tell apart.
    private const int Steps = 60;

    /// <summary>The rate of some devices, with what is not judged yet in both ways.</summary>
    public static FailureRate Of(Tally tally) => new(
        tally.Bad,
        tally.Judged,
        Interval(tally.Bad, tally.Started).Low,
        Interval(tally.Bad + tally.Pending, tally.Judged + tally.Pending).High);

    /// <summary>The interval for <paramref name="failed"/> of <paramref name="trials"/>; all where there are none.
    /// </summary>
    /// <param name="failed">From 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">How many there were.</param>
    public static (double Low, double High) Interval(long failed, long trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(failed);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(failed, trials);
        double share = trials == 0 ? 0 : failed / (double)trials;
        double constant = Math.Log(trials + 1) + LogFactorial(trials) - LogFactorial(failed)
            - LogFactorial(trials - failed) - Math.Log(1 - Confidence);
        bool IsIn(double p) => constant + Power(p, failed) + Power(1 - p, trials - failed) > 0;
        return (failed == 0 ? 0 : Edge(share, 0, IsIn), failed == trials ? 1 : Edge(share, 1, IsIn));
    }

    /// <summary>In words, as a clause.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{100 * Low:0.0} to {100 * High:0.0} % fail, at {100 * Confidence:0} % confidence");

    // Between a share that is in the interval and one that is not.
    private static double Edge(double inside, double outside, Func<double, bool> isIn)
    {
        for (int step = 0; step < Steps; step++)
        {
            double middle = (inside + outside) / 2;
            (inside, outside) = isIn(middle) ? (middle, outside) : (inside, middle);
        }

        return outside;
    }

    private static double Power(double p, long times) => times == 0 ? 0 : times * Math.Log(p);

    // Stirling's series is exact to 1e-13 from ten on.
    private static double LogFactorial(long n)
    {
        double sum = 0;
        for (; n < 16; n++)
        {
            sum -= Math.Log(n + 1);
        }

        return sum + ((n + 0.5) * Math.Log(n)) - n + (0.5 * Math.Log(2 * Math.PI)) + (1.0 / (12 * n))
            - (1.0 / (360.0 * n * n * n)) + (1.0 / (1260.0 * n * n * n * n * n));
    }
}
