using System.Globalization;
using System.Text.Json;

namespace Garita.Rollouts.Definitions;

/// <summary>Writes definitions so that two that mean the same are the same bytes.</summary>
public static class DefinitionText
{
    /// <summary>The canonical text, UTF-8, without a mark or a last newline.</summary>
    public static byte[] Canonical(RolloutDefinition definition) => Write(definition, indented: false);

    /// <summary>The same for people.</summary>
    public static byte[] Readable(RolloutDefinition definition) => Write(definition, indented: true);

    private static byte[] Write(RolloutDefinition definition, bool indented)
    {
        ArgumentNullException.ThrowIfNull(definition);
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Indented = indented }))
        {
            json.WriteStartObject();
            json.WriteString("name", definition.Name);
            json.WriteString("release", definition.Release.Hex);
            json.WriteString("target", definition.Target.Text);
            WriteStrings(json, "exclude", definition.Exclude.Order(StringComparer.Ordinal));
            WriteWaves(json, definition.Waves);
            WriteSchedule(json, definition.Schedule);
            WritePace(json, definition);
            WriteGate(json, definition.Gate);
            WriteHealth(json, definition.Health);
            json.WriteString("onFailure", Lower(definition.OnFailure.ToString()));
            json.WriteBoolean("security", definition.Security);
            json.WriteStartObject("approvals");
            foreach ((string role, int count) in definition.Approvals)
            {
                json.WriteNumber(role, count);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteWaves(Utf8JsonWriter json, IReadOnlyList<Wave> waves)
    {
        json.WriteStartArray("waves");
        foreach (Wave wave in waves)
        {
            json.WriteStartObject();
            json.WriteString("name", wave.Name);
            if (wave.Count is { } count)
            {
                json.WriteNumber("count", count);
            }
            else
            {
                // 10 and 10.0 are one share.
                json.WriteNumber("percent", wave.Percent!.Value / 1.0000000000000000000000000000m);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSchedule(Utf8JsonWriter json, Schedule schedule)
    {
        json.WriteStartObject("schedule");
        if (schedule.NotBefore is { } start)
        {
            json.WriteString(
                "notBefore", start.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        }

        json.WriteString("timeZone", schedule.TimeZone ?? "device");
        json.WriteString("otherwise", schedule.Otherwise);
        json.WriteStartArray("windows");
        foreach (OfferWindow window in schedule.Windows)
        {
            json.WriteStartObject();
            WriteStrings(json, "days", window.Days.Order().Select(day => Lower(day.ToString())[..3]));
            json.WriteString("from", window.From.ToString("HH:mm", CultureInfo.InvariantCulture));
            json.WriteString("to", window.To.ToString("HH:mm", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePace(Utf8JsonWriter json, RolloutDefinition definition)
    {
        json.WriteStartObject("pace");
        json.WriteNumber("perMinute", definition.Pace.PerMinute);
        json.WriteNumber("unjudged", definition.Pace.Unjudged);
        if (definition.Pace.BytesPerSecond is { } bytes)
        {
            json.WriteNumber("bytesPerSecond", bytes);
        }

        json.WriteEndObject();
        json.WriteStartObject("retries");
        json.WriteNumber("attempts", definition.Retries.Attempts);
        json.WriteString("wait", TimeText.Of(definition.Retries.Wait));
        json.WriteString("longest", TimeText.Of(definition.Retries.Longest));
        json.WriteNumber("offers", definition.Retries.Offers);
        json.WriteEndObject();
    }

    private static void WriteGate(Utf8JsonWriter json, GateRule gate)
    {
        json.WriteStartObject("gate");
        json.WriteNumber("tolerated", gate.Tolerated);
        json.WriteNumber("alarming", gate.Alarming);
        json.WriteNumber("falseStop", gate.FalseStop);
        json.WriteNumber("falseOpen", gate.FalseOpen);
        json.WriteNumber("minimum", gate.Minimum);
        json.WriteString("soak", TimeText.Of(gate.Soak));
        json.WriteString("answer", TimeText.Of(gate.Answer));
        json.WriteBoolean("byType", gate.ByType);
        json.WriteString("undecided", Lower(gate.Undecided.ToString()));
        json.WriteEndObject();
    }

    private static void WriteHealth(Utf8JsonWriter json, HealthRule health)
    {
        json.WriteStartObject("health");
        if (health.Crashes is { } crashes)
        {
            json.WriteNumber("crashes", crashes);
        }

        if (health.Reconnects is { } reconnects)
        {
            json.WriteNumber("reconnects", reconnects);
        }

        if (health.Silence is { } silence)
        {
            json.WriteString("silence", TimeText.Of(silence));
        }

        json.WriteStartArray("metrics");
        foreach (MetricRule metric in health.Metrics)
        {
            json.WriteStartObject();
            json.WriteString("name", metric.Name);
            json.WriteString("worse", metric.WorseIsHigher ? "higher" : "lower");
            json.WriteNumber("by", metric.By);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

#pragma warning disable CA1308 // The words of the file are in lower case.
    private static string Lower(string word) => word.ToLowerInvariant();
#pragma warning restore CA1308
}
