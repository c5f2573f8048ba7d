using System.Collections.Frozen;
using FsCheck;
using FsCheck.Fluent;
using Garita.Rollouts.Targets;

namespace Garita.Rollouts.Tests.Targets;

public sealed class TargetQueryTests
{
    private static readonly DeviceFacts Pump = new("ABCD1234")
    {
        Type = "pump",
        Serial = "SN-7",
        Version = "1.10.0",
        Groups = FrozenSet.Create("canary", "north"),
    };

    [Theory]
    [InlineData("all")]
    [InlineData("type = pump")]
    [InlineData("type = \"pump\"")]
    [InlineData("type != valve and group = canary")]
    [InlineData("group in (south, north)")]
    [InlineData("not group = south")]
    [InlineData("version < 1.11")]
    [InlineData("version >= 1.9.9")]
    [InlineData("version > 1.10.0-rc1")]
    [InlineData("id ~ ABCD and (serial = SN-7 or serial = SN-8)")]
    [InlineData("type = valve or type = pump and group = north")]
    public void Target_that_means_a_device_matches_it(string text) =>
        Assert.True(SampleRollouts.Query(text).Matches(Pump));

    [Theory]
    [InlineData("not all")]
    [InlineData("type = Pump")]
    [InlineData("version < 1.9")]
    [InlineData("group = south")]
    [InlineData("id in (ABCD1235, abcd1234)")]
    [InlineData("(type = valve or type = pump) and group = south")]
    public void Target_that_means_others_does_not(string text) =>
        Assert.False(SampleRollouts.Query(text).Matches(Pump));

    [Fact]
    public void Device_that_is_not_let_in_is_in_no_target() =>
        Assert.False(SampleRollouts.Query("all").Matches(Pump with { Active = false }));

    [Theory]
    [InlineData("version < 2")]
    [InlineData("version >= 0")]
    [InlineData("version = 1.0")]
    public void Device_of_unknown_version_has_none(string text) =>
        Assert.False(SampleRollouts.Query(text).Matches(Pump with { Version = null }));

    [Theory]
    [InlineData("", 1)]
    [InlineData("type", 5)]
    [InlineData("type = ", 8)]
    [InlineData("type = pump group = north", 13)]
    [InlineData("colour = red", 1)]
    [InlineData("type < 3", 6)]
    [InlineData("version < one", 14)]
    [InlineData("(type = pump", 13)]
    [InlineData("type = \"pump", 8)]
    [InlineData("type = pump;", 12)]
    [InlineData("group in ()", 11)]
    [InlineData("group in (a b)", 13)]
    [InlineData("type = and", 8)]
    [InlineData("not not all", 5)]
    public void Text_that_is_no_target_is_refused_with_its_column(string text, int column)
    {
        Assert.False(TargetQuery.TryParse(text, out _, out TargetError? error));
        Assert.Equal(column, error.Column);
    }

    [Fact]
    public void Target_beyond_a_limit_is_refused()
    {
        string deep = new string('(', 17) + "all" + new string(')', 17);
        string wide = string.Join(" or ", Enumerable.Repeat("type = a", 65));
        string many = $"id in ({string.Join(',', Enumerable.Range(0, 1001))})";
        string terms = string.Join(" and ", Enumerable.Repeat("all", 3000));
        Assert.All([deep, wide, many, terms], text => Assert.False(TargetQuery.TryParse(text, out _, out _)));
    }

    [Fact]
    public void Any_text_is_parsed_or_refused_and_never_thrown_at() => Prop.ForAll(
        ArbMap.Default.ArbFor<string>().Filter(text => text is not null),
        text => TargetQuery.TryParse(text, out TargetQuery? query, out TargetError? error)
            ? query.Text == text
            : error.Column >= 1).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("type = pump", TargetVerdict.Always)]
    [InlineData("type = valve and id = X", TargetVerdict.Never)]
    [InlineData("type = pump and id = X", TargetVerdict.Depends)]
    [InlineData("type = pump or serial = X", TargetVerdict.Always)]
    [InlineData("not (type = valve or serial ~ X)", TargetVerdict.Depends)]
    [InlineData("not (type = valve and serial ~ X)", TargetVerdict.Always)]
    public void Kind_of_device_is_judged_without_its_id_and_serial_number(string text, TargetVerdict verdict) =>
        Assert.Equal(verdict, SampleRollouts.Query(text).Judge(Pump));

    [Fact]
    public void Kind_that_is_not_let_in_is_in_no_target() =>
        Assert.Equal(TargetVerdict.Never, SampleRollouts.Query("all").Judge(Pump with { Active = false }));

    [Theory]
    [InlineData("id = A", "A")]
    [InlineData("id in (A, B) and type = pump", "A B")]
    [InlineData("type = pump and (id = A or id = B)", "A B")]
    [InlineData("id = A or type = pump", null)]
    [InlineData("not id = A", null)]
    [InlineData("id ~ A", null)]
    [InlineData("id != A", null)]
    public void Ids_that_alone_can_be_meant_are_known(string text, string? ids) =>
        Assert.Equal(ids, SampleRollouts.Query(text).Ids() is { } found ? string.Join(' ', found.Order()) : null);
}
