using System.Globalization;
using System.Text.Json.Nodes;

namespace Garita.Cli.Simulation;

/// <summary>
/// How often a simulated device measures what. It comes from the desired state that the registry holds for the device:
/// <c>{"interval": 10, "intervals": {"temperature": 2}}</c>, in seconds. Other members are other programs' business.
/// </summary>
public sealed class MeasurePlan
{
    private const string IntervalName = "interval";
    private const string IntervalsName = "intervals";

    // A hundred messages a second from one device would be a test of something else.
    private const double LeastSeconds = 0.1;
    private const double MostSeconds = 86_400;

    // A device of a few sensors, and a desired state of 2 KiB.
    private const int MaxSeries = 16;

    private readonly double _seconds;
    private readonly SortedDictionary<string, double> _ofSeries;

    private MeasurePlan(double seconds, SortedDictionary<string, double> ofSeries)
    {
        _seconds = seconds;
        _ofSeries = ofSeries;
    }

    /// <summary>Where the registry says nothing: everything every ten seconds.</summary>
    public static MeasurePlan Usual { get; } = new(10, new SortedDictionary<string, double>(StringComparer.Ordinal));

    /// <summary>How often a series is measured.</summary>
    public TimeSpan IntervalOf(string series) =>
        TimeSpan.FromSeconds(_ofSeries.TryGetValue(series, out double own) ? own : _seconds);

    /// <summary>Reads a desired state. Where it is wrong there is no plan, and what is wrong is told.</summary>
    /// <param name="desired">The desired state; null for none, which is <see cref="Usual"/>.</param>
    /// <param name="wrong">What is wrong; null where nothing is.</param>
    public static MeasurePlan? Read(JsonNode? desired, out string? wrong)
    {
        wrong = null;
        if (desired is null)
        {
            return Usual;
        }

        if (desired is not JsonObject members)
        {
            wrong = "the desired state is no JSON object";
            return null;
        }

        double seconds = Usual._seconds;
        if (members[IntervalName] is { } usual && !TrySeconds(usual, out seconds))
        {
            wrong = $"'{IntervalName}' is not {LeastSeconds} to {MostSeconds} seconds";
            return null;
        }

        SortedDictionary<string, double>? ofSeries = ReadSeries(members[IntervalsName], out wrong);
        return ofSeries is null ? null : new MeasurePlan(seconds, ofSeries);
    }

    /// <summary>The plan as the registry would hold it.</summary>
    public JsonObject ToJson()
    {
        JsonObject json = new() { [IntervalName] = _seconds };
        if (_ofSeries.Count > 0)
        {
            json[IntervalsName] = new JsonObject(
                _ofSeries.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value)));
        }

        return json;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(
        ", ",
        _ofSeries.Select(one => $"{one.Key} every {Words(one.Value)}")
            .Append(_ofSeries.Count > 0 ? $"the rest every {Words(_seconds)}" : $"everything every {Words(_seconds)}"));

    private static SortedDictionary<string, double>? ReadSeries(JsonNode? given, out string? wrong)
    {
        wrong = null;
        SortedDictionary<string, double> read = new(StringComparer.Ordinal);
        if (given is null)
        {
            return read;
        }

        if (given is not JsonObject { Count: <= MaxSeries } members)
        {
            wrong = $"'{IntervalsName}' is no JSON object of at most {MaxSeries} members";
            return null;
        }

        foreach ((string series, JsonNode? value) in members)
        {
            if (!TrySeconds(value, out double seconds))
            {
                wrong = $"'{IntervalsName}' has one that is not {LeastSeconds} to {MostSeconds} seconds";
                return null;
            }

            read.Add(series, seconds);
        }

        return read;
    }

    private static bool TrySeconds(JsonNode? given, out double seconds)
    {
        seconds = 0;
        return given is JsonValue value && value.TryGetValue(out seconds)
            && seconds is >= LeastSeconds and <= MostSeconds;
    }

    private static string Words(double seconds) => seconds.ToString(CultureInfo.InvariantCulture) + " s";
}
