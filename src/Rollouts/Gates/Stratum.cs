namespace Garita.Rollouts.Gates;

/// <summary>Devices that are judged together.</summary>
/// <param name="Name"><c>all</c>, <c>wave:2</c> or <c>type:pump</c>.</param>
/// <param name="Tally">Its devices.</param>
public sealed record Stratum(string Name, Tally Tally)
{
    /// <summary>The stratum of every device.</summary>
    public const string All = "all";

    /// <summary>The stratum of a wave, counted from 1.</summary>
    public static string OfWave(int wave) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"wave:{wave + 1}");

    /// <summary>The stratum of a product type.</summary>
    public static string OfType(string type) => "type:" + type;
}
