using Garita.Device.Update.Records;

namespace Garita.Device.Tests.Update;

public sealed class TwinRecordTests
{
    private static readonly byte[] s_old = [1, 2, 3];
    private static readonly byte[] s_new = [9, 8, 7, 6];

    private readonly CutRegion _region = new(TwinRecord.LengthFor(16));

    [Theory]
    [InlineData(nameof(CutKind.BeforeAndUnsyncedLost))]
    [InlineData(nameof(CutKind.Torn))]
    [InlineData(nameof(CutKind.After))]
    public void Write_that_is_cut_at_any_operation_leaves_the_old_content_or_the_new(string kindName)
    {
        CutKind kind = Enum.Parse<CutKind>(kindName);
        for (int seed = 0; seed < 200; seed++)
        {
            CutRegion region = new(TwinRecord.LengthFor(16));
            new TwinRecord(region, 16).Write(s_old);
            PowerSupply power = new(kind, seed, 1 + (seed % 2));
            region.Power = power;

            Assert.Throws<PowerCutException>(() => new TwinRecord(region, 16).Write(s_new));

            region.Restart(kind, power.Chance);
            byte[]? found = new TwinRecord(region, 16).Read();
            Assert.True(found!.AsSpan().SequenceEqual(s_old) || found.AsSpan().SequenceEqual(s_new));
        }
    }

    [Fact]
    public void Newest_whole_copy_counts_and_a_spoilt_one_gives_way_to_the_one_before()
    {
        TwinRecord record = new(_region, 16);
        record.Write(s_old);
        record.Write(s_new);
        Assert.Equal(s_new, record.Read());

        _region.Spoil((_region.Length / 2) + 20);
        Assert.Equal(s_old, record.Read());

        _region.Spoil(20);
        Assert.Null(record.Read());
    }
}
