using System.Text.Json.Nodes;
using Garita.Cli.Simulation;

namespace Garita.Cli.Tests.Simulation;

public sealed class MeasurePlanTests
{
    [Fact]
    public void Nothing_in_the_registry_is_everything_every_ten_seconds()
    {
        MeasurePlan? plan = MeasurePlan.Read(null, out string? wrong);
        Assert.Null(wrong);
        Assert.Equal(TimeSpan.FromSeconds(10), plan!.IntervalOf("temperature"));
        Assert.Equal("everything every 10 s", plan.ToString());
    }

    [Fact]
    public void Series_has_its_own_interval_and_the_rest_the_usual_one()
    {
        MeasurePlan? plan = MeasurePlan.Read(
            JsonNode.Parse("""{"interval":7,"intervals":{"power":0.5},"colour":"red"}"""), out _);
        Assert.Equal(TimeSpan.FromSeconds(0.5), plan!.IntervalOf("power"));
        Assert.Equal(TimeSpan.FromSeconds(7), plan.IntervalOf("voltage"));
        Assert.Equal("power every 0.5 s, the rest every 7 s", plan.ToString());
        Assert.Equal("""{"interval":7,"intervals":{"power":0.5}}""", plan.ToJson().ToJsonString());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"interval":0}""")]
    [InlineData("""{"interval":-1}""")]
    [InlineData("""{"interval":86401}""")]
    [InlineData("""{"interval":1e308}""")]
    [InlineData("""{"interval":"7"}""")]
    [InlineData("""{"interval":{}}""")]
    [InlineData("""{"intervals":7}""")]
    [InlineData("""{"intervals":{"power":0.01}}""")]
    [InlineData("""{"intervals":{"power":null}}""")]
    [InlineData("""
        {"intervals":{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1,"k":1,"l":1,"m":1,"n":1,"o":1,"p":1,
        "q":1}}
        """)]
    public void Nonsense_is_no_plan_and_is_named(string desired)
    {
        Assert.Null(MeasurePlan.Read(JsonNode.Parse(desired), out string? wrong));
        Assert.NotNull(wrong);
    }
}
