using Garita.AuditLog.Entries;

namespace Garita.AuditLog.Tests.Entries;

public sealed class EntryFormatTests
{
    private static readonly DateTimeOffset Time = LogScene.Time.AddMilliseconds(678);

    public static TheoryData<ILogEntry> All =>
    [
        new ReleaseEntry(LogScene.Digest(1)),
        new WayBackEntry(Time, LogScene.Digest(1), LogScene.Digest(2)),
        new IntentEntry(Time, new Guid("00112233-4455-6677-8899-aabbccddeeff"), "operator:anna", "certificate.issue",
            "ABCD1234", LogScene.Digest(3)),
        new OutcomeEntry(Time, new Guid("00112233-4455-6677-8899-aabbccddeeff"), OutcomeResult.Refused, default, ""),
        new RefusalSummary(Time, [new("ABCD1234", "revoked", 3), new("", "no certificate", 1)], 90),
        new RefusalSummary(Time, [], 1),
        new NoteEntry(Time, "operator:anna", "árvíztűrő"),
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void Entry_is_read_as_it_was_written_and_in_no_other_length(ILogEntry entry)
    {
        byte[] bytes = EntryFormat.Encode(entry);
        Assert.Equal((byte)entry.Kind, bytes[0]);
        Assert.True(EntryFormat.TryRead(bytes, out ILogEntry? read));
        Assert.Equal(entry, read);
        Assert.Equal(bytes, EntryFormat.Encode(read!));
        Assert.False(EntryFormat.TryRead([.. bytes, 0], out _));
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(EntryFormat.TryRead(bytes.AsSpan(0, length), out _));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("07")]
    [InlineData("FF")]
    [InlineData("06FFFFFFFFFFFFFFFF00000000")]
    [InlineData("067FFFFFFFFFFFFFFF00000000")]
    [InlineData("0600000000000000000002C32800000000")]
    [InlineData("0500000000000000000000000041")]
    public void What_is_no_entry_is_refused(string hex) =>
        Assert.False(EntryFormat.TryRead(Convert.FromHexString(hex), out _));

    [Fact]
    public void What_is_too_long_is_not_written()
    {
        string name = new('a', EntryFormat.MaxNameBytes + 1);
        string text = new('a', EntryFormat.MaxTextBytes + 1);
        RefusalRow[] rows = [.. Enumerable.Repeat(new RefusalRow("a", "b", 1), RefusalSummary.MaxRows + 1)];
        Assert.ThrowsAny<ArgumentException>(() => EntryFormat.Encode(new NoteEntry(Time, name, "")));
        Assert.ThrowsAny<ArgumentException>(() => EntryFormat.Encode(new NoteEntry(Time, "", text)));
        Assert.ThrowsAny<ArgumentException>(() => EntryFormat.Encode(new NoteEntry(Time, "\uD800", "")));
        Assert.ThrowsAny<ArgumentException>(() => EntryFormat.Encode(new RefusalSummary(Time, rows, 0)));
        Assert.ThrowsAny<ArgumentException>(
            () => EntryFormat.Encode(new NoteEntry(DateTimeOffset.UnixEpoch.AddMilliseconds(-1), "", "")));
    }

    [Fact]
    public void The_longest_summary_fits()
    {
        string name = new('é', EntryFormat.MaxNameBytes / 2);
        RefusalRow[] rows = [.. Enumerable.Repeat(new RefusalRow(name, name, uint.MaxValue), RefusalSummary.MaxRows)];
        byte[] bytes = EntryFormat.Encode(new RefusalSummary(Time, rows, uint.MaxValue));
        Assert.InRange(bytes.Length, 1, EntryFormat.MaxBytes);
        Assert.True(EntryFormat.TryRead(bytes, out _));
    }
}
