using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Garita.Rollouts.Gates;

namespace Garita.Rollouts.Planning;

/// <summary>A rollout's state as one JSON text, for the database.</summary>
public static class StateText
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Writes a state.</summary>
    public static string Write(RolloutState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return JsonSerializer.Serialize(
            new Stored
            {
                State = state,
                Strata = [.. state.Evidence.Strata],
                Figures = [.. state.Figures.Select(figure =>
                    new Figure(figure.Key.Wave, figure.Key.Stage, figure.Value))],
            },
            Options);
    }

    /// <summary>Reads what <see cref="Write"/> wrote. Throws <see cref="JsonException"/> for anything else.</summary>
    public static RolloutState Read(string text)
    {
        Stored stored = JsonSerializer.Deserialize<Stored>(text, Options) ?? throw new JsonException("empty");
        return stored.State with
        {
            Evidence = new Evidence { Strata = [.. stored.Strata] },
            Figures = stored.Figures.ToImmutableDictionary(
                figure => (figure.Wave, figure.Stage), figure => figure.Count),
        };
    }

    private sealed record Figure(int Wave, DeviceStage Stage, long Count);

    private sealed record Stored
    {
        public required RolloutState State { get; init; }

        public required IReadOnlyList<Stratum> Strata { get; init; }

        public required IReadOnlyList<Figure> Figures { get; init; }
    }
}
