using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Garita.Broker.Access;
using Garita.Contracts.Identities;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Tests.Access;

public sealed class PolicyCostTests
{
    private static readonly TopicName Topic = TopicName.Parse("private/D00001/telemetry/temperature");

    private static readonly PeerAttributes Peer = new(
        Identity.Device("D00001"),
        "Fábrica 7",
        new[] { "pumps", "north" }.ToFrozenSet(),
        new[] { "00ff" }.ToFrozenSet());

    [Fact]
    public void Judging_withRulesForManyDevices_examinesNoMorePatterns()
    {
        int few = PolicyFor(10).CountExamined(Peer, Topic);
        int many = PolicyFor(10_000).CountExamined(Peer, Topic);

        // Two for every device, one for this one, one for its group.
        Assert.Equal(4, few);
        Assert.Equal(few, many);
    }

    [Fact]
    public void JudgePublishAndJudgeDelivery_onceWarm_allocateNothing()
    {
        AccessPolicy policy = PolicyFor(100);
        PeerAttributes service = PeerAttributes.Of(Identity.Service("commands"));
        TopicName own = TopicName.Parse("ou/Fábrica 7/x");
        TopicName cn = TopicName.Parse("cn/service:commands");
        int allowed = Judge(policy, service, own, cn);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            allowed += Judge(policy, service, own, cn);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(4 * 1_001, allowed);
    }

    private static int Judge(AccessPolicy policy, PeerAttributes service, TopicName own, TopicName cn)
    {
        int allowed = policy.JudgePublish(Peer, Topic).Allowed ? 1 : 0;
        allowed += policy.JudgePublish(Peer, own).Allowed ? 1 : 0;
        allowed += policy.JudgeDelivery(Peer, own).Allowed ? 1 : 0;
        allowed += policy.JudgeDelivery(service, cn).Allowed ? 1 : 0;
        allowed += policy.JudgeDelivery(service, own).Allowed ? 1 : 0;
        return allowed;
    }

    private static AccessPolicy PolicyFor(int devices)
    {
        StringBuilder text = new("""
            for device
              publish other/+
              publish ou/{ou}/+
              subscribe ou/{ou}/{group}
              subscribe ou/{ou}/#
            for service
              subscribe cn/{cn}
            for device in group pumps
              publish {group}/#

            """);
        for (int i = 0; i < devices; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"for device D{i:D5}\n publish private/{{id}}/#\n");
            text.Append(CultureInfo.InvariantCulture, $"for device in group g{i}\n publish x/{i}\n");
        }

        return AccessPolicy.Parse(text.ToString(), "many").Policy!;
    }
}
