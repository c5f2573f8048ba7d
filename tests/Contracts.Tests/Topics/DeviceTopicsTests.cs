using Garita.Contracts.Identities;
using Garita.Contracts.Topics;

namespace Garita.Contracts.Tests.Topics;

public sealed class DeviceTopicsTests
{
    private static readonly DeviceTopics Topics = DeviceTopics.Of(Identity.Device("ABCD1234"));

    [Fact]
    public void Topics_are_those_of_the_map()
    {
        Assert.Equal("private/ABCD1234/#", Topics.Everything);
        Assert.Equal("private/ABCD1234/reported", Topics.Reported);
        Assert.Equal("private/ABCD1234/desired", Topics.Desired);
        Assert.Equal("private/ABCD1234/telemetry/temperature", Topics.Telemetry("temperature"));
        Assert.Equal("private/ABCD1234/command/restart/7f", Topics.Command("restart", "7f"));
        Assert.Equal("private/ABCD1234/reply/7f", Topics.Reply("7f"));
        Assert.Equal("private/ABCD1234/update/status", Topics.UpdateStatus);
        Assert.Equal("private/ABCD1234/update/request", Topics.UpdateRequest);
        Assert.Equal("firmware/ABCD1234/offer", Topics.Offer);
        Assert.Equal("firmware/ABCD1234/chunk", Topics.Chunk);
        Assert.Equal("firmware/ABCD1234/answer", Topics.Answer);
        Assert.Equal("image/00ff/12", DeviceTopics.ImageChunk("00ff", 12));
    }

    [Fact]
    public void All_topics_of_a_device_are_its_own()
    {
        string[] topics =
            [Topics.Reported, Topics.Desired, Topics.Telemetry("t"), Topics.Command("c", "1"), Topics.Reply("1")];

        Assert.All(topics, t => Assert.StartsWith("private/ABCD1234/", t, StringComparison.Ordinal));
    }
}
