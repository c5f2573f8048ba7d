using System.Collections.Frozen;
using System.Collections.Immutable;
using Garita.Rollouts.Definitions;
using Garita.Rollouts.Targets;
using Garita.Server.Rollouts.Fleet;

namespace Garita.Server.Tests.Rollouts.Fleet;

public sealed class FleetSelectionTests
{
    private static readonly string?[] Types = [null, "pump", "valve"];
    private static readonly string?[] Versions = [null, "1.2.0", "1.3.0"];
    private static readonly string[][] Groups = [[], ["north"], ["north", "lab"], ["lab", "north"]];

    [Theory]
    [InlineData("all")]
    [InlineData("type = pump and not group = lab")]
    [InlineData("version < 1.3 or type = valve")]
    [InlineData("id in (D3, D4, D9999) and type = pump")]
    [InlineData("id = D3 or id = D8")]
    [InlineData("id = D3 or type = valve")]
    [InlineData("not id ~ D1")]
    [InlineData("serial ~ S1 and not type = valve")]
    public void Counts_are_those_of_asking_every_device(string target)
    {
        Random random = new(7);
        FleetIndex index = new();
        Dictionary<string, DeviceFacts> fleet = new(StringComparer.Ordinal);
        RolloutDefinition definition = Definition(target);
        for (int change = 0; change < 3000; change++)
        {
            DeviceFacts facts = Some(random);
            index.Put(facts.Id, facts);
            fleet[facts.Id] = facts;
            if (change % 300 == 0)
            {
                AssertSame(definition, fleet.Values, index);
            }
        }

        AssertSame(definition, fleet.Values, index);
        Assert.InRange(index.Cohorts.Count, 10, 3 * 3 * 3 * 2);
    }

    [Fact]
    public void Device_that_is_not_let_in_any_more_is_nowhere()
    {
        FleetIndex index = new();
        index.Put("D1", new DeviceFacts("D1") { Connected = true });
        index.Put("D1", new DeviceFacts("D1") { Active = false });
        Assert.Null(index.Find("D1"));
        Assert.Empty(index.Cohorts);
    }

    private static DeviceFacts Some(Random random) => new($"D{random.Next(400)}")
    {
        Type = random.GetItems(Types, 1)[0],
        Version = random.GetItems(Versions, 1)[0],
        Serial = $"S{random.Next(50)}",
        Groups = random.GetItems(Groups, 1)[0].ToFrozenSet(StringComparer.Ordinal),
        TimeZone = random.Next(2) == 0 ? null : "Europe/Madrid",
        Active = random.Next(10) != 0,
        Connected = random.Next(2) == 0,
    };

    private static RolloutDefinition Definition(string target)
    {
        Assert.True(TargetQuery.TryParse(target, out TargetQuery? query, out _));
        return new RolloutDefinition
        {
            Name = "r",
            Release = RolloutHouse.Release,
            Target = query,
            Waves = [],
            Exclude = ImmutableHashSet.Create("D3", "D5", "D77", "D8888"),
        };
    }

    private static void AssertSame(RolloutDefinition definition, IEnumerable<DeviceFacts> fleet, FleetIndex index)
    {
        DeviceFacts[] meant = [.. fleet.Where(definition.Includes)];
        FleetSelection selection = new(definition, "1.3.0", index);
        (long, long)[] counts = [.. index.Cohorts.Select(selection.Count)];
        Assert.Equal(meant.Length, counts.Sum(count => count.Item1));
        Assert.Equal(meant.Count(device => device.Connected), counts.Sum(count => count.Item2));
        Assert.Equal(
            meant.Where(device => device.Version != "1.3.0").Select(device => device.Id).Order(),
            fleet.Select(device => index.Find(device.Id)).OfType<FleetDevice>().Where(selection.Wants)
                .Select(device => device.Id).Order());
        Assert.Equal(
            meant.Where(device => device.Connected).Select(device => device.Id).Order(),
            index.Cohorts.SelectMany(cohort => selection.Reachable(cohort).ToArray())
                .Where(device => device.Connected && selection.Means(device)).Select(device => device.Id).Order());
    }
}
