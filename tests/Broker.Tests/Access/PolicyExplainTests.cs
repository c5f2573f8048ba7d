using System.Collections.Frozen;
using Garita.Broker.Access;
using Garita.Contracts.Identities;

namespace Garita.Broker.Tests.Access;

public sealed class PolicyExplainTests
{
    private static readonly AccessPolicy Policy = AccessPolicy.Parse(
        """
        for device
          publish  a/{id}/#
          deny publish a/+/secret
          subscribe exact b/+
        for device in group pumps
          publish  pumps/#    # 6
          subscribe b/{id}
        for service
          publish  #
        for ou "Factory 7"
          publish  a/#
        """,
        "p").Policy!;

    private static readonly PeerAttributes Pump =
        new(Identity.Device("X"), "Factory 7", new[] { "pumps" }.ToFrozenSet(), FrozenSet<string>.Empty);

    [Fact]
    public void Explain_publish_listsWhatConcernsThePeerInTheOrderOfTheFile()
    {
        PolicyExplanation told = Policy.Explain(Pump, PolicyAction.Publish, "a/X/secret");

        Assert.Equal(new Decision(false, 3, DecisionReason.DeniedByRule), told.Decision);
        Assert.Equal(
            [
                new ConsideredRule(2, "device", "publish a/{id}/#", RuleOutcome.Allows),
                new ConsideredRule(3, "device", "deny publish a/+/secret", RuleOutcome.Denies),
                new ConsideredRule(6, "device in group pumps", "publish pumps/#", RuleOutcome.Apart),
                new ConsideredRule(11, "ou \"Factory 7\"", "publish a/#", RuleOutcome.Allows),
            ],
            told.Considered);
        Assert.Equal(3, told.OtherRules);
    }

    [Theory]
    [InlineData(PolicyAction.Publish, "a/X/y", true, 2, DecisionReason.AllowedByRule)]
    [InlineData(PolicyAction.Publish, "a/Y/y", true, 11, DecisionReason.AllowedByRule)]
    [InlineData(PolicyAction.Publish, "b/X", false, 0, DecisionReason.NoRule)]
    [InlineData(PolicyAction.Publish, "a//y", false, 0, DecisionReason.EmptyLevel)]
    [InlineData(PolicyAction.Publish, "a/+", false, 0, DecisionReason.NotATopic)]
    [InlineData(PolicyAction.Publish, "", false, 0, DecisionReason.NotATopic)]
    [InlineData(PolicyAction.Publish, "a/\0", false, 0, DecisionReason.NotATopic)]
    [InlineData(PolicyAction.Subscribe, "b/X", true, 4, DecisionReason.AllowedByRule)]
    [InlineData(PolicyAction.Subscribe, "b/+", false, 0, DecisionReason.FilterNotExact)]
    [InlineData(PolicyAction.Subscribe, "b/#", false, 0, DecisionReason.FilterTooWide)]
    [InlineData(PolicyAction.Subscribe, "c/#", false, 0, DecisionReason.NoRule)]
    [InlineData(PolicyAction.Subscribe, "b//#", false, 0, DecisionReason.EmptyLevel)]
    [InlineData(PolicyAction.Subscribe, "b/#/c", false, 0, DecisionReason.NotATopic)]
    [InlineData(PolicyAction.Subscribe, "$share/g/b/X", true, 4, DecisionReason.AllowedByRule)]
    [InlineData(PolicyAction.Receive, "b/other", true, 4, DecisionReason.AllowedByRule)]
    [InlineData(PolicyAction.Receive, "b/other/x", false, 0, DecisionReason.NoRule)]
    public void Explain_anyAction_decidesAsTheBrokerDoes(
        PolicyAction action, string topic, bool allowed, int line, DecisionReason reason) =>
        Assert.Equal(new Decision(allowed, line, reason), Policy.Explain(Pump, action, topic).Decision);

    [Fact]
    public void Explain_filterTooWide_showsWhichLineAllowsPartOfIt() =>
        Assert.Contains(
            new ConsideredRule(4, "device", "subscribe exact b/+", RuleOutcome.AllowsPart),
            Policy.Explain(Pump, PolicyAction.Subscribe, "b/#").Considered);

    [Fact]
    public void Explain_otherDevicesTopicUnderTheDefaultPolicy_isRefusedByDefault()
    {
        PolicyExplanation told = AccessPolicy.Default.Explain(
            PeerAttributes.Of(Identity.Device("ABCD1234")), PolicyAction.Publish, "private/ABCD1235/x");

        Assert.Equal(new Decision(false, 0, DecisionReason.NoRule), told.Decision);
        Assert.Equal(7, told.Considered.Count);
        Assert.All(told.Considered, rule => Assert.Equal(RuleOutcome.Apart, rule.Outcome));
    }
}
