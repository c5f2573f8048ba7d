namespace Garita.Bootstrap.Tests.Fixtures;

/// <summary>Mann and Whitney's comparison of two samples by ranks: no matter how a busy machine spreads them.</summary>
internal static class Ranks
{
    /// <summary>How many standard deviations the first is above what chance gives; ties count half.</summary>
    public static double Compare(double[] a, double[] b)
    {
        double above = a.Sum(x => b.Sum(y => x > y ? 1.0 : x == y ? 0.5 : 0.0));
        double mean = a.Length * b.Length / 2.0;
        double deviation = Math.Sqrt(a.Length * b.Length * (a.Length + b.Length + 1.0) / 12.0);
        return (above - mean) / deviation;
    }
}
