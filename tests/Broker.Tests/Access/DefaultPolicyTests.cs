using System.Collections.Frozen;
using Garita.Broker.Access;
using Garita.Contracts.Identities;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Tests.Access;

public sealed class DefaultPolicyTests
{
    private static readonly FrozenSet<string> NoValues = FrozenSet<string>.Empty;

    private static readonly PeerAttributes Device = PeerAttributes.Of(Identity.Device("ABCD1234"));

    [Fact]
    public void DefaultPolicy_parsed_hasNoErrorAndNoWarning()
    {
        PolicyParseResult result = AccessPolicy.Parse(AccessPolicy.DefaultText, "default.policy");

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal(21, result.Policy!.RuleCount);
    }

    [Theory]
    [InlineData("private/ABCD1234/telemetry/temperature", true)]
    [InlineData("private/ABCD1234/telemetry/a/b/c", true)]
    [InlineData("private/ABCD1234/telemetry", true)]
    [InlineData("private/ABCD1234/reply/17", true)]
    [InlineData("private/ABCD1234/reported", true)]
    [InlineData("private/ABCD1234/app/x", true)]
    [InlineData("private/ABCD1234/update/status", true)]
    [InlineData("private/ABCD1234/update/request", true)]
    [InlineData("private/ABCD1234/certificate/request", true)]
    [InlineData("private/ABCD1234", false)]
    [InlineData("private/ABCD1234/x", false)]
    [InlineData("private/ABCD1234/reported/x", false)]
    [InlineData("private/ABCD1234/desired", false)]
    [InlineData("private/ABCD1234/command/reboot/1", false)]
    [InlineData("private/ABCD1234/certificate/reply", false)]
    [InlineData("private/ABCD1234/update/other", false)]
    [InlineData("private/ABCD1235/telemetry/temperature", false)]
    [InlineData("private/abcd1234/telemetry/temperature", false)]
    [InlineData("private/ABCD123/telemetry/temperature", false)]
    [InlineData("private/ABCD12345/telemetry/temperature", false)]
    [InlineData("Private/ABCD1234/telemetry/temperature", false)]
    [InlineData("/private/ABCD1234/telemetry/temperature", false)]
    [InlineData("private//ABCD1234/telemetry/temperature", false)]
    [InlineData("private/ABCD1234/telemetry/", false)]
    [InlineData("private/ABCD1234/telemetry//x", false)]
    [InlineData("firmware/ABCD1234/offer", false)]
    [InlineData("image/00ff/0", false)]
    [InlineData("$SYS/broker/load", false)]
    [InlineData("$share/g/private/ABCD1234/telemetry/x", false)]
    [InlineData("x", false)]
    public void Device_publishes_onlyWhatIsItsOwn(string topic, bool allowed) =>
        Assert.Equal(allowed, AccessPolicy.Default.JudgePublish(Device, TopicName.Parse(topic)).Allowed);

    [Theory]
    [InlineData("private/ABCD1234/#", true)]
    [InlineData("private/ABCD1234", true)]
    [InlineData("private/ABCD1234/command/#", true)]
    [InlineData("private/ABCD1234/+/+/x", true)]
    [InlineData("$share/g/private/ABCD1234/#", true)]
    [InlineData("firmware/ABCD1234/#", true)]
    [InlineData("firmware/ABCD1234/offer", true)]
    [InlineData("#", false)]
    [InlineData("+", false)]
    [InlineData("+/#", false)]
    [InlineData("+/+/#", false)]
    [InlineData("+/ABCD1234/#", false)]
    [InlineData("private/#", false)]
    [InlineData("private/+/#", false)]
    [InlineData("private/+", false)]
    [InlineData("private/+/command/+/+", false)]
    [InlineData("private/ABCD1235/#", false)]
    [InlineData("private/ABCD1235", false)]
    [InlineData("$share/g/#", false)]
    [InlineData("$share/g/private/#", false)]
    [InlineData("$share/ABCD1234/private/ABCD1235/#", false)]
    [InlineData("$share/private/ABCD1234/#", false)]
    [InlineData("$SYS/#", false)]
    [InlineData("$SYS/+", false)]
    [InlineData("firmware/+/offer", false)]
    [InlineData("firmware/#", false)]
    [InlineData("image/#", false)]
    [InlineData("image/+/+", false)]
    [InlineData("image/00ff/0", false)]
    [InlineData("private/ABCD1234//#", false)]
    [InlineData("private/ABCD1234/", false)]
    public void Device_subscribes_onlyToWhatIsItsOwn(string filter, bool allowed) =>
        Assert.Equal(allowed, AccessPolicy.Default.JudgeSubscribe(Device, TopicFilter.Parse(filter)).Allowed);

    [Theory]
    [InlineData("image/00ff/0", DecisionReason.AllowedByRule)]
    [InlineData("image/00ff/123", DecisionReason.AllowedByRule)]
    [InlineData("image/00ff/+", DecisionReason.FilterNotExact)]
    [InlineData("$share/g/image/00ff/+", DecisionReason.FilterNotExact)]
    [InlineData("image/00ff/#", DecisionReason.FilterTooWide)]
    [InlineData("image/+/0", DecisionReason.FilterTooWide)]
    [InlineData("image/11ff/0", DecisionReason.NoRule)]
    public void Device_offeredAnImage_subscribesToItsChunksOneByOne(string filter, DecisionReason reason)
    {
        PeerAttributes offered = new(Device.Identity, null, NoValues, new[] { "00ff", "aaaa" }.ToFrozenSet());

        Assert.Equal(reason, AccessPolicy.Default.JudgeSubscribe(offered, TopicFilter.Parse(filter)).Reason);
    }

    [Theory]
    [InlineData("private/ABCD1234/command/reboot/1", true)]
    [InlineData("private/ABCD1235/command/reboot/1", false)]
    [InlineData("image/00ff/7", true)]
    [InlineData("image/11ff/7", false)]
    [InlineData("$SYS/x", false)]
    public void Device_isHanded_onlyWhatItMaySubscribeTo(string topic, bool allowed)
    {
        PeerAttributes offered = new(Device.Identity, null, NoValues, new[] { "00ff" }.ToFrozenSet());

        Assert.Equal(allowed, AccessPolicy.Default.JudgeDelivery(offered, TopicName.Parse(topic)).Allowed);
    }

    [Theory]
    [InlineData("private/ABCD1234")]
    [InlineData("private/ABCD1234/telemetry/t")]
    [InlineData("private/ABCD1234/reported")]
    [InlineData("private/ABCD1234/desired")]
    [InlineData("private/ABCD1234/command/reboot/1")]
    [InlineData("private/ABCD1234/anything")]
    public void PrivateTopics_ofOneDevice_areClosedToEveryOtherDeviceAndOperator(string topic)
    {
        FrozenSet<string> itsName = new[] { "ABCD1234" }.ToFrozenSet();
        PeerAttributes[] others =
        [
            PeerAttributes.Of(Identity.Device("ABCD1235")),
            PeerAttributes.Of(Identity.Device("private")),
            PeerAttributes.Of(Identity.Device("commands")),
            PeerAttributes.Of(Identity.Operator("ABCD1234")),
            PeerAttributes.Of(Identity.Service("ABCD1234")),
            new(Identity.Device("X"), "ABCD1234", itsName, itsName),
        ];

        foreach (PeerAttributes other in others)
        {
            Assert.False(AccessPolicy.Default.JudgePublish(other, TopicName.Parse(topic)).Allowed);
            Assert.False(AccessPolicy.Default.JudgeSubscribe(other, TopicFilter.Parse(topic)).Allowed);
            Assert.False(AccessPolicy.Default.JudgeDelivery(other, TopicName.Parse(topic)).Allowed);
        }
    }

    [Theory]
    [InlineData("commands", "private/X/command/reboot/1", true)]
    [InlineData("commands", "private/X/desired", true)]
    [InlineData("commands", "private/X/reported", false)]
    [InlineData("commands", "firmware/X/offer", false)]
    [InlineData("telemetry", "private/X/telemetry/t", false)]
    [InlineData("rollouts", "firmware/X/offer", true)]
    [InlineData("rollouts", "firmware/X/chunk", true)]
    [InlineData("rollouts", "firmware/X/other", false)]
    [InlineData("rollouts", "image/00ff/9", true)]
    [InlineData("rollouts", "private/X/command/reboot/1", false)]
    [InlineData("authority", "private/X/certificate/reply", true)]
    [InlineData("authority", "private/X/certificate/request", false)]
    [InlineData("other", "private/X/desired", false)]
    public void Service_publishes_onlyWhatItsNameIsFor(string service, string topic, bool allowed) =>
        Assert.Equal(allowed, AccessPolicy.Default.JudgePublish(Service(service), TopicName.Parse(topic)).Allowed);

    [Theory]
    [InlineData("commands", "private/+/reply/#", true)]
    [InlineData("commands", "private/+/reported", true)]
    [InlineData("commands", "private/+/telemetry/#", false)]
    [InlineData("commands", "private/#", false)]
    [InlineData("telemetry", "private/+/telemetry/#", true)]
    [InlineData("telemetry", "$share/w/private/+/telemetry/#", true)]
    [InlineData("telemetry", "private/+/reply/#", false)]
    [InlineData("telemetry", "#", false)]
    [InlineData("rollouts", "private/+/update/#", true)]
    [InlineData("rollouts", "private/+/telemetry/#", false)]
    [InlineData("authority", "private/+/certificate/reply", false)]
    public void Service_subscribes_onlyToWhatItsNameIsFor(string service, string filter, bool allowed) =>
        Assert.Equal(allowed, AccessPolicy.Default.JudgeSubscribe(Service(service), TopicFilter.Parse(filter)).Allowed);

    private static PeerAttributes Service(string name) => PeerAttributes.Of(Identity.Service(name));
}
