using System.Text.Json;
using Garita.Firmware.Cbor;

namespace Garita.Firmware.Tests.Cbor;

public sealed class StrictCborReaderTests
{
    private const int RfcExamples = 82;

    // Floats, undefined and unassigned simple values: deterministic, and in no format of this program.
    private static readonly string[] s_foreign = ["f9", "fa", "fb", "f7", "f0", "f8", "c1fb"];

    [Fact]
    public void Every_example_of_the_rfc_is_read_where_it_is_deterministic_and_refused_elsewhere()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Vectors", "cbor", "rfc8949_appendix_a.json");
        using var examples = JsonDocument.Parse(File.ReadAllBytes(path));
        int seen = 0;
        foreach (JsonElement example in examples.RootElement.EnumerateArray())
        {
            string hex = example.GetProperty("hex").GetString()!;
            bool expected = example.GetProperty("roundtrip").GetBoolean()
                && !s_foreign.Any(f => hex.StartsWith(f, StringComparison.Ordinal));

            Assert.Equal((hex, expected), (hex, IsOneItem(hex)));
            seen++;
        }

        Assert.Equal(RfcExamples, seen);
    }

    [Theory]
    [InlineData("1800", "one byte for what the head holds")]
    [InlineData("1900ff", "two bytes for one")]
    [InlineData("1a0000ffff", "four bytes for two")]
    [InlineData("1b00000000ffffffff", "eight bytes for four")]
    [InlineData("5800", "a length in one byte for what the head holds")]
    [InlineData("980101", "a count in one byte for what the head holds")]
    [InlineData("1c", "a reserved head")]
    [InlineData("a201020103", "a key twice")]
    [InlineData("a202000100", "keys in falling order")]
    [InlineData("a220001800", "a key in a longer form")]
    [InlineData("a2200001", "a negative key before an unsigned one, and a value too few")]
    [InlineData("62c328", "not UTF-8")]
    [InlineData("44010203", "a byte string cut short")]
    [InlineData("82", "an array cut short")]
    [InlineData("a101", "a map cut short")]
    [InlineData("c1", "a tag of nothing")]
    [InlineData("5b7fffffffffffffff00", "a length beyond memory")]
    [InlineData("9b7fffffffffffffff00", "a count beyond memory")]
    [InlineData("bbffffffffffffffff00", "a map beyond memory")]
    [InlineData("0000", "an item after the item")]
    [InlineData("", "nothing")]
    [InlineData("ff", "a break without a beginning")]
    public void Anything_but_one_deterministic_item_is_refused(string hex, string why) =>
        Assert.False(IsOneItem(hex), why);

    [Theory]
    [InlineData(StrictCborReader.MaxDepth - 1, true)]
    [InlineData(StrictCborReader.MaxDepth, false)]
    [InlineData(100_000, false)]
    public void Nesting_is_followed_to_its_limit(int arrays, bool read) =>
        Assert.Equal(read, IsOneItem(string.Concat(Enumerable.Repeat("81", arrays)) + "00"));

    [Fact]
    public void Failed_read_leaves_the_position()
    {
        StrictCborReader reader = new(Convert.FromHexString("a2016161026162"));
        ReadOnlySpan<byte> previous = default;

        Assert.False(reader.TryReadArray(out _));
        Assert.False(reader.TryReadUnsigned(out _));
        Assert.False(reader.TryReadBytes(out _));
        Assert.Equal(0, reader.Position);
        Assert.True(reader.TryReadMap(out int count));
        Assert.True(reader.TryReadIntegerKey(ref previous, out long key));
        Assert.False(reader.TryReadInteger(out _));
        Assert.True(reader.TryReadText(out string text));
        Assert.Equal((2, 1, "a"), (count, key, text));
    }

    [Theory]
    [InlineData("1b7fffffffffffffff", long.MaxValue, true)]
    [InlineData("1b8000000000000000", 0, false)]
    [InlineData("3b7fffffffffffffff", long.MinValue, true)]
    [InlineData("3b8000000000000000", 0, false)]
    [InlineData("1a80000000", 1L << 31, true)]
    [InlineData("1b0000000100000000", 1L << 32, true)]
    public void Integers_are_read_to_the_last_that_fits(string hex, long expected, bool fits)
    {
        StrictCborReader reader = new(Convert.FromHexString(hex));

        Assert.Equal((fits, expected), (reader.TryReadInteger(out long value), value));
    }

    private static bool IsOneItem(string hex)
    {
        StrictCborReader reader = new(Convert.FromHexString(hex));
        return reader.TrySkip(out _) && reader.AtEnd;
    }
}
