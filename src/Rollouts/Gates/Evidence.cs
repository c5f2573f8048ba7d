using System.Collections.Immutable;

namespace Garita.Rollouts.Gates;

/// <summary>What a rollout has seen, in strata that keep the order in which they first appeared.</summary>
public sealed record Evidence
{
    /// <summary>
    /// The most strata; devices of further types are judged with all others only. Each further stratum needs more
    /// evidence, so that a hundred would say little.
    /// </summary>
    public const int MaxStrata = 64;

    /// <summary>Nothing seen.</summary>
    public static readonly Evidence None = new();

    /// <summary>The strata; the first is of all devices.</summary>
    public ImmutableList<Stratum> Strata { get; init; } = [new Stratum(Stratum.All, default)];

    /// <summary>Of all devices.</summary>
    public Tally All => Strata[0].Tally;

    /// <summary>Of one stratum; nothing where it was never seen.</summary>
    public Tally Of(string name) => Strata.Find(stratum => stratum.Name == name)?.Tally ?? default;

    /// <summary>The same with a device's contribution changed.</summary>
    public Evidence With(Tally change, int wave, string? type)
    {
        if (change == default)
        {
            return this;
        }

        Evidence changed = Add(0, change).Add(Stratum.OfWave(wave), change);
        return type is null ? changed : changed.Add(Stratum.OfType(type), change);
    }

    private Evidence Add(string name, Tally change)
    {
        int index = Strata.FindIndex(stratum => stratum.Name == name);
        if (index >= 0)
        {
            return Add(index, change);
        }

        return Strata.Count == MaxStrata ? this : this with { Strata = Strata.Add(new Stratum(name, change)) };
    }

    private Evidence Add(int index, Tally change) => this with
    {
        Strata = Strata.SetItem(index, Strata[index] with { Tally = Strata[index].Tally + change }),
    };
}
