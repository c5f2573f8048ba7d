using System.Text;
using System.Text.Json;
using Garita.Rollouts.Definitions;

namespace Garita.Rollouts.Tests.Definitions;

public sealed class DefinitionReaderTests
{
    private const string Full =
        """
        {
          "$schema": "rollout.schema.json",
          "name": "pump-1-3",
          "release": "5d41402abc4b2a76b9719d911017c5925d41402abc4b2a76b9719d911017c592",
          "target": "type = pump and not group = lab",
          "exclude": ["ABCD0001"],
          "waves": [{ "name": "canary", "count": 40 }, { "name": "tenth", "percent": 10.5 }],
          "schedule": {
            "notBefore": "2030-01-31T02:00:00Z",
            "timeZone": "device",
            "otherwise": "Europe/Madrid",
            "windows": [{ "days": ["fri", "mon"], "from": "22:00", "to": "04:30" }]
          },
          "pace": { "perMinute": 120, "unjudged": 50, "bytesPerSecond": 1000000 },
          "retries": { "attempts": 2, "wait": "90m", "longest": "2d", "offers": 9 },
          "gate": {
            "tolerated": 0.06, "alarming": 0.2, "falseStop": 0.02, "falseOpen": 0.1, "minimum": 15,
            "soak": "30m", "answer": "4h", "byType": false, "undecided": "open"
          },
          "health": {
            "crashes": 1, "reconnects": 7, "silence": "20m",
            "metrics": [{ "name": "battery", "worse": "lower", "by": 0.15 }]
          },
          "onFailure": "rollback",
          "security": false,
          "approvals": { "release": 2, "fleet": 1 }
        }
        """;

    [Fact]
    public void Definition_with_everything_is_read_and_written_back_the_same()
    {
        RolloutDefinition read = SampleRollouts.Read(Full);
        byte[] canonical = DefinitionText.Canonical(read);
        RolloutDefinition again = SampleRollouts.Read(Encoding.UTF8.GetString(canonical));

        Assert.Equal(canonical, DefinitionText.Canonical(again));
        Assert.Equal(read.Digest, again.Digest);
        Assert.Equal(TimeSpan.FromMinutes(90), read.Retries.Wait);
        Assert.Equal([DayOfWeek.Friday, DayOfWeek.Monday], read.Schedule.Windows[0].Days);
        Assert.Equal(FailureAction.Rollback, read.OnFailure);
        Assert.Equal(2, read.Approvals["release"]);
    }

    [Fact]
    public void Definition_that_says_the_same_in_other_words_has_the_same_digest()
    {
        string other = Full.Replace("10.5", "10.50", StringComparison.Ordinal)
            .Replace("\"90m\"", "\"5400s\"", StringComparison.Ordinal)
            .Replace("[\"fri\", \"mon\"]", "[\"mon\", \"fri\"]", StringComparison.Ordinal);
        Assert.Equal(SampleRollouts.Read(Full).Digest, SampleRollouts.Read(other).Digest);
    }

    [Theory]
    [InlineData("\"type = pump and not group = lab\"", "\"type = pump\"")]
    [InlineData("\"count\": 40", "\"count\": 41")]
    [InlineData("\"alarming\": 0.2", "\"alarming\": 0.21")]
    [InlineData("\"fleet\": 1", "\"fleet\": 2")]
    [InlineData("ABCD0001", "ABCD0002")]
    [InlineData("\"worse\": \"lower\"", "\"worse\": \"higher\"")]
    public void Definition_that_says_anything_else_has_another_digest(string old, string changed) => Assert.NotEqual(
        SampleRollouts.Read(Full).Digest, SampleRollouts.Read(Full.Replace(old, changed,
            StringComparison.Ordinal)).Digest);

    [Theory]
    [InlineData("\"name\": \"pump-1-3\"", "\"name\": \"Pump 1\"", 3)]
    [InlineData("type = pump", "colour = pump", 5)]
    [InlineData("\"count\": 40", "\"count\": 0", 7)]
    [InlineData("\"count\": 40", "\"count\": 40, \"percent\": 4", 7)]
    [InlineData("\"percent\": 10.5", "\"percent\": 100.5", 7)]
    [InlineData("\"from\": \"22:00\"", "\"from\": \"24:00\"", 12)]
    [InlineData("\"fri\"", "\"friday\"", 12)]
    [InlineData("Europe/Madrid", "Europe/Atlantis", 11)]
    [InlineData("\"perMinute\"", "\"perHour\"", 14)]
    [InlineData("\"alarming\": 0.2", "\"alarming\": 0.05", 17)]
    [InlineData("\"tolerated\": 0.06", "\"tolerated\": 6", 17)]
    [InlineData("\"2d\"", "\"2 days\"", 15)]
    [InlineData("\"rollback\"", "\"explode\"", 24)]
    [InlineData("\"fleet\": 1", "\"release\": 1", 26)]
    [InlineData("\"onFailure\"", "\"onfailure\"", 24)]
    [InlineData("\"security\": false", "\"security\": true", 24)]
    public void Error_names_its_line(string old, string changed, int line)
    {
        string text = Full.Replace(old, changed, StringComparison.Ordinal);
        Assert.Null(DefinitionReader.Read(Encoding.UTF8.GetBytes(text), out IReadOnlyList<DefinitionError> errors));
        Assert.Contains(errors, error => error.Line == line);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"name\":")]
    [InlineData("{} {}")]
    [InlineData("{\"name\":\"\\ud800\"}")]
    public void What_is_no_definition_is_refused(string text)
    {
        Assert.Null(DefinitionReader.Read(Encoding.UTF8.GetBytes(text), out IReadOnlyList<DefinitionError> errors));
        Assert.NotEmpty(errors);
    }

    [Fact]
    public void Definition_cut_off_anywhere_is_refused()
    {
        byte[] whole = Encoding.UTF8.GetBytes(Full);
        for (int length = 0; length < whole.Length - 1; length++)
        {
            Assert.Null(DefinitionReader.Read(whole.AsSpan(0, length), out IReadOnlyList<DefinitionError> errors));
            Assert.NotEmpty(errors);
        }
    }

    [Fact]
    public void Definition_with_any_byte_changed_is_read_or_refused_and_never_thrown_at()
    {
        byte[] whole = Encoding.UTF8.GetBytes(Full);
        byte[] values = [0x00, (byte)'"', (byte)'{', (byte)'9', 0x80, 0xff];
        for (int at = 0; at < whole.Length; at++)
        {
            byte kept = whole[at];
            foreach (byte value in values)
            {
                whole[at] = value;
                RolloutDefinition? read = DefinitionReader.Read(whole, out IReadOnlyList<DefinitionError> errors);
                Assert.NotEqual(read is null, errors.Count == 0);
            }

            whole[at] = kept;
        }
    }

    [Fact]
    public void Schema_knows_every_member_that_is_written()
    {
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllBytes(FromRoot("docs", "rollout.schema.json")));
        using JsonDocument written = JsonDocument.Parse(DefinitionText.Canonical(SampleRollouts.Read(Full)));
        Compare(schema.RootElement, written.RootElement);
    }

    private static string FromRoot(params string[] path)
    {
        string directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Garita.slnx")))
        {
            directory = Path.GetDirectoryName(directory)!;
        }

        return Path.Combine([directory, .. path]);
    }

    private static void Compare(JsonElement schema, JsonElement written)
    {
        if (schema.TryGetProperty("items", out JsonElement items))
        {
            Assert.All(written.EnumerateArray(), item => Compare(items, item));
            return;
        }

        if (!schema.TryGetProperty("properties", out JsonElement properties))
        {
            return;
        }

        foreach (JsonProperty member in written.EnumerateObject())
        {
            Assert.True(properties.TryGetProperty(member.Name, out JsonElement inner), member.Name);
            Compare(inner, member.Value);
        }

        string[] others = ["$schema", "count", "percent"];
        Assert.All(
            properties.EnumerateObject().Where(property => !others.Contains(property.Name)),
            property => Assert.True(written.TryGetProperty(property.Name, out _), property.Name));
    }
}
