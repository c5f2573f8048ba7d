namespace Garita.Cli.Simulation.Types;

/// <summary>Sensor noise that is the same on every run of the demo.</summary>
public sealed class Noise(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>A normally distributed error with the given standard deviation (Box-Muller).</summary>
    public double Error(double deviation)
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()));
        return deviation * radius * Math.Cos(2 * Math.PI * _random.NextDouble());
    }

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => _random.NextDouble() < probability;
}
