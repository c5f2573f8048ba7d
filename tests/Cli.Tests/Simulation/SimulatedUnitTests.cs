using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Garita.Cli.Simulation;
using Garita.Cli.Simulation.Types;
using Garita.Contracts.Bootstrap.Replies;
using Garita.TestKit;

namespace Garita.Cli.Tests.Simulation;

public sealed class SimulatedUnitTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Types => [.. SimulatedTypes.Names];

    [Theory]
    [MemberData(nameof(Types))]
    public void Each_type_measures_at_the_intervals_that_the_registry_says(string type)
    {
        ManualTimeProvider clock = new();
        SimulatedUnit unit = new(SimulatedTypes.Create(type)!, clock);
        string first = SimulatedTypes.Create(type)!.Measure(TimeSpan.Zero)[0].Series;
        Assert.Null(unit.Configure(Registry(type, $$$"""{"interval":10,"intervals":{"{{{first}}}":2}}""")));

        ConcurrentDictionary<string, int> counts = new();
        for (int second = 0; second <= 20; second++)
        {
            foreach (SensorReading reading in unit.TakeDue(out TimeSpan pause))
            {
                counts.AddOrUpdate(reading.Series, 1, (_, count) => count + 1);
                Assert.Equal(TimeSpan.FromSeconds(2), pause);
            }

            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(11, counts[first]);
        Assert.True(counts.Count > 1);
        Assert.All(counts.Where(one => one.Key != first), one => Assert.Equal(3, one.Value));
    }

    [Fact]
    public void Registry_that_names_another_type_makes_it_that_type()
    {
        SimulatedUnit unit = new(new Thermostat(), new ManualTimeProvider());
        Assert.Null(unit.Configure(Registry("pump", null)));
        Assert.Equal("pump", unit.Type);
        Assert.Contains(unit.TakeDue(out _), reading => reading.Series == "pressure");
    }

    [Theory]
    [InlineData("rocket", """{"interval":1}""", "rocket")]
    [InlineData("thermostat", """{"interval":0}""", "interval")]
    public void Nonsense_of_the_registry_is_told_and_leaves_the_rest(string type, string settings, string told)
    {
        SimulatedUnit unit = new(new Thermostat(), new ManualTimeProvider());
        Assert.Contains(told, unit.Configure(Registry(type, settings)), StringComparison.Ordinal);
        Assert.Equal("thermostat", unit.Type);
    }

    [Fact]
    public async Task Shorter_interval_is_followed_at_once()
    {
        ManualTimeProvider clock = new();
        SimulatedUnit unit = new(new DoorLock(), clock);
        Assert.Null(unit.Follow(JsonNode.Parse("""{"interval":3600}""")));
        Channel<SensorReading> readings = Channel.CreateUnbounded<SensorReading>();
        using CancellationTokenSource stop = new();
        Task run = unit.RunAsync(reading => Assert.True(readings.Writer.TryWrite(reading)), stop.Token);
        while (readings.Reader.TryRead(out _))
        {
            // What is due at the start is there when RunAsync returns its task.
        }

        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, readings.Reader.Count);
        Assert.Null(unit.Follow(JsonNode.Parse("""{"interval":5}""")));
        SensorReading next = await readings.Reader.ReadAsync().AsTask().WaitAsync(s_patience);
        Assert.Equal("locked", next.Series);
        await stop.CancelAsync();
        await run.WaitAsync(s_patience);
    }

    private static DeviceBody Registry(string type, string? settings) =>
        new("x", type, true, settings is null ? null : JsonElement.Parse(settings));
}
