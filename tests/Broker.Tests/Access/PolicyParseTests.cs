using Garita.Broker.Access;
using Garita.Contracts.Identities;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Tests.Access;

public sealed class PolicyParseTests
{
    private const string Whom =
        "'device', 'service', 'operator', 'service:NAME', 'operator:NAME', 'group NAME' or 'ou NAME'";

    private const string NoKeyword = " begins no line: expected 'for', 'publish', 'subscribe' or 'deny'";

    private const string NotAVariable = " is not a variable: expected {id}, {cn}, {ou}, {group} or {image}";

    private const string NotAllowed = " is not allowed: only visible characters, blanks and tabs are";

    private const string OneWord = ": a word with blanks stands in double quotes, a comment after '#'";

    private const string EmptyLevel = " has an empty level: no topic with one is ever allowed";

    private const string NotAName = " cannot be a name: expected 1 to 64 of A-Z a-z 0-9 - _";

    private const string WholeLevels = ": '+' and '#' must be whole levels";

    private const string WholeVariable =
        ": a variable such as {id} must be a whole level, and braces mean nothing else";

    private const string NoVerb = "expected 'publish' or 'subscribe' after 'deny', found ";

    private const string NotShared =
        " is not part of a topic: a shared subscription is judged by the filter it shares";

    [Theory]
    [InlineData("publsh a", "'publsh'" + NoKeyword + "; did you mean 'publish'?")]
    [InlineData("Subscribe a", "'Subscribe'" + NoKeyword + "; did you mean 'subscribe'?")]
    [InlineData("fro device", "'fro'" + NoKeyword + "; did you mean 'for'?")]
    [InlineData("topic read a", "'topic'" + NoKeyword)]
    [InlineData("deny", NoVerb + "the end of the line")]
    [InlineData("deny # x", NoVerb + "the end of the line")]
    [InlineData("deny publihs a", NoVerb + "'publihs'; did you mean 'publish'?")]
    [InlineData("deny deny publish a", NoVerb + "'deny'")]
    [InlineData("deny subscribe exact a", "'exact' goes only with a 'subscribe' that allows")]
    [InlineData("publish exact a", "'exact' goes only with a 'subscribe' that allows")]
    [InlineData("publish", "expected a topic pattern after 'publish', found the end of the line")]
    [InlineData("subscribe exact", "expected a topic pattern after 'exact', found the end of the line")]
    [InlineData("publish a b", "unexpected 'b' after the pattern 'a'" + OneWord)]
    [InlineData("publish # all", "unexpected 'all' after the pattern '#'" + OneWord)]
    [InlineData("publish #all", "'#all'" + WholeLevels)]
    [InlineData("publish a/#/b", "'a/#/b': '#' must be the last level")]
    [InlineData("publish a+/b", "'a+'" + WholeLevels)]
    [InlineData("publish a//b", "'a//b'" + EmptyLevel)]
    [InlineData("publish /a", "'/a'" + EmptyLevel)]
    [InlineData("publish a/", "'a/'" + EmptyLevel)]
    [InlineData("publish \"\"", "''" + EmptyLevel)]
    [InlineData("publish {di}/a", "'{di}'" + NotAVariable + "; did you mean 'id'?")]
    [InlineData("publish {groups}", "'{groups}'" + NotAVariable + "; did you mean 'group'?")]
    [InlineData("publish {clientid}", "'{clientid}'" + NotAVariable)]
    [InlineData("publish {}", "'{}'" + NotAVariable)]
    [InlineData("publish a-{id}", "'a-{id}'" + WholeVariable)]
    [InlineData("publish {id", "'{id'" + WholeVariable)]
    [InlineData("publish {id}{ou}", "'{id}{ou}'" + NotAVariable)]
    [InlineData("publish {group}/{group}", "'{group}' may stand only once in a pattern")]
    [InlineData("subscribe $share/g/a", "'$share'" + NotShared)]
    [InlineData("publish \"a b", "\"a b has no closing quote")]
    [InlineData("publish a\"b", "'a\"b': quotes go around a whole word")]
    [InlineData("publish \"a\"b", "'\"a\"b': quotes go around a whole word")]
    [InlineData("publish a\u200Bb", "character U+200B" + NotAllowed)]
    [InlineData("# \u202Eevil", "character U+202E" + NotAllowed)]
    [InlineData("publish\u00A0a", "character U+00A0" + NotAllowed)]
    [InlineData("publish a\0b", "character U+0000" + NotAllowed)]
    [InlineData("publish a\rpublish b", "character U+000D" + NotAllowed)]
    [InlineData("for", "expected " + Whom + " after 'for', found the end of the line")]
    [InlineData("for #", "expected " + Whom + " after 'for', found the end of the line")]
    [InlineData("for devices", "expected " + Whom + " after 'for', found 'devices'; did you mean 'device'?")]
    [InlineData("for everyone", "expected " + Whom + " after 'for', found 'everyone'")]
    [InlineData("for device:A", "'device:A': a device is named 'device A', with a blank")]
    [InlineData("for device A/B", "'A/B'" + NotAName)]
    [InlineData("for service:", "''" + NotAName)]
    [InlineData("for service a", "unexpected 'a': a service is named 'service:a'")]
    [InlineData("for operator ana", "unexpected 'ana': an operator is named 'operator:ana'")]
    [InlineData("for device in", "expected 'group' or 'ou' after 'in', found the end of the line")]
    [InlineData("for device in gruop x", "expected 'group' or 'ou' after 'in', found 'gruop'; did you mean 'group'?")]
    [InlineData("for group", "expected a name after 'group', found the end of the line")]
    [InlineData("for ou \"\"", "the name after 'ou' is empty")]
    [InlineData("for ou Factory 7", "unexpected '7' after 'for ou Factory'" + OneWord)]
    public void Parse_faultyLine_namesLineAndWordAndWhatWasExpected(string line, string message)
    {
        PolicyParseResult result = AccessPolicy.Parse("for device\n" + line + "\n publish ok\n", "p.acl");

        Assert.Null(result.Policy);
        Assert.Equal("p.acl:2: " + message, Assert.Single(result.Errors).ToString());
    }

    [Fact]
    public void Parse_ruleBeforeAnyFor_isRefused() =>
        Assert.Equal(
            "p:2: 'publish' stands before any 'for' line: first say whom it is for",
            Assert.Single(AccessPolicy.Parse("\npublish a", "p").Errors).ToString());

    [Fact]
    public void Parse_manyFaults_namesThemAllInOrder() =>
        Assert.Equal(
            [1, 3, 5, 6],
            AccessPolicy.Parse("for nobody\npublish a\npublish\n\ndeny\nx", "p").Errors.Select(e => e.Line));

    [Fact]
    public void Parse_wrongFileAltogether_stopsAtTheLimitOfErrors()
    {
        PolicyParseResult result = AccessPolicy.Parse(string.Concat(Enumerable.Repeat("?\n", 1_000)), "p");

        Assert.Equal(PolicyLimits.MaxErrors, result.Errors.Count);
        Assert.Equal("p:99: too many errors; the rest was not read", result.Errors[^1].ToString());
    }

    [Fact]
    public void Parse_overlongLine_isRefusedAndTheLongestIsNot()
    {
        string longest = "publish " + new string('a', PolicyLimits.MaxLineLength - 8);

        Assert.Empty(AccessPolicy.Parse("for device\n" + longest, "p").Errors);
        Assert.Equal(
            "p:2: the line has 1001 characters: at most 1000 are allowed",
            Assert.Single(AccessPolicy.Parse("for device\n" + longest + "a", "p").Errors).ToString());
    }

    [Fact]
    public void Parse_tooManyRules_isRefused()
    {
        string rules = string.Concat(Enumerable.Repeat("publish a\n", PolicyLimits.MaxRules + 1));

        Assert.Equal(
            "p:50002: more than 50000 rules; use variables, groups and wildcards",
            Assert.Single(AccessPolicy.Parse("for device\n" + rules, "p").Errors).ToString());
    }

    [Fact]
    public void Parse_tooLarge_isRefusedUnread() =>
        Assert.Equal(
            "p: larger than 4194304 bytes",
            Assert.Single(AccessPolicy.Parse(new string('\n', PolicyLimits.MaxFileBytes + 1), "p").Errors).ToString());

    [Theory]
    [InlineData("\uFEFFfor device\npublish a/{id}")]
    [InlineData("for device\r\npublish a/{id}\r\n")]
    [InlineData("\tfor\tdevice\t\n\t\tpublish\t\ta/{id}  \n")]
    [InlineData("for device # all of them\n  publish a/{id} # its own\n")]
    [InlineData("for device#no\n for device\npublish a/{id}#no")]
    [InlineData("for \"device\"\n\"publish\" \"a/{id}\"")]
    public void Parse_marksLineEndsTabsAndComments_areTakenAsPeopleWriteThem(string text)
    {
        PolicyParseResult result = AccessPolicy.Parse(text, "p");
        bool glued = text.Contains("#no", StringComparison.Ordinal);

        // A '#' glued to a word is part of that word, never a comment: refused instead of guessed at.
        Assert.Equal(glued, result.Policy is null);
        if (!glued)
        {
            PeerAttributes peer = PeerAttributes.Of(Identity.Device("X"));
            Assert.Equal(
                new Decision(true, 2, DecisionReason.AllowedByRule),
                result.Policy!.JudgePublish(peer, TopicName.Parse("a/X")));
        }
    }

    [Theory]
    [InlineData("for device\npublish a\npublish a", 3, "changes nothing: line 2 allows it already")]
    [InlineData("for device\npublish a\npublish #", 2, "changes nothing: line 3 allows it already")]
    [InlineData("for device\npublish a/{id}/x\npublish a/+/#", 2, "changes nothing: line 3 allows it already")]
    [InlineData("for device\ndeny publish a\ndeny publish a/#", 2, "changes nothing: line 3 denies it already")]
    [InlineData("for device\npublish a\ndeny publish #", 2, "never takes effect: line 3 denies it")]
    [InlineData("for device X\npublish a\nfor device\npublish a", 2, "changes nothing: line 4 allows it already")]
    [InlineData(
        "for group g\npublish a\nfor device in group g\npublish a",
        4, "changes nothing: line 2 allows it already")]
    [InlineData("for device\nsubscribe exact a/+\nsubscribe a/+", 2, "changes nothing: line 3 allows it already")]
    [InlineData("for service:s\nsubscribe a/{image}", 2, "never matches: only devices are offered images")]
    [InlineData("for device\n# none\nfor service\npublish a", 1, "no rule follows 'for device'")]
    [InlineData("for service\npublish a\nfor ou \"F 7\"", 3, "no rule follows 'for ou \"F 7\"'")]
    public void Parse_lineThatChangesNothing_isWarnedOf(string text, int line, string message)
    {
        PolicyParseResult result = AccessPolicy.Parse(text, "p");

        Assert.NotNull(result.Policy);
        Assert.Equal(new PolicyNotice("p", line, message), Assert.Single(result.Warnings));
    }

    [Theory]
    [InlineData("for device\npublish a\nsubscribe a")]
    [InlineData("for device\npublish #\ndeny publish a")]
    [InlineData("for device\nsubscribe exact a/#\nsubscribe a/+")]
    [InlineData("for device\npublish #\npublish $SYS/#")]
    [InlineData("for device\npublish {id}\npublish {cn}")]
    [InlineData("for device\npublish a\nfor service\npublish a")]
    [InlineData("for device in group g\npublish a\nfor device in group h\npublish a")]
    public void Parse_linesThatEachChangeSomething_areNotWarnedOf(string text) =>
        Assert.Empty(AccessPolicy.Parse(text, "p").Warnings);

    [Fact]
    public void Parse_emptyText_deniesEverything()
    {
        AccessPolicy policy = AccessPolicy.Parse(string.Empty, "p").Policy!;

        Assert.Equal(
            new Decision(false, 0, DecisionReason.NoRule),
            policy.JudgePublish(PeerAttributes.Of(Identity.Operator("ana")), TopicName.Parse("a")));
    }
}
