using Garita.Enrollment.Codes;

namespace Garita.Enrollment.Tests.Codes;

public sealed class OneTimeCodeTests
{
    [Fact]
    public void A_code_has_eighty_bits_and_no_two_are_alike()
    {
        HashSet<string> seen = [];
        for (int i = 0; i < 1000; i++)
        {
            string code = OneTimeCode.Draw().Reveal();
            Assert.Matches("^[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}$", code);
            Assert.True(seen.Add(code));
        }
    }

    [Theory]
    [InlineData("abcd-efgh-ijkl-mnop", true)]
    [InlineData(" ABCD EFGH IJKL MNOP", true)]
    [InlineData("ABCDEFGHIJKLMNOP", true)]
    [InlineData("ABCDEFGHIJKLMNO", false)]
    [InlineData("ABCDEFGHIJKLMNOPQ", false)]
    [InlineData("ABCDEFGHIJKLMNO1", false)]
    [InlineData("ABCDEFGHIJKLMNOÉ", false)]
    [InlineData(null, false)]
    public void A_code_is_read_as_people_write_it(string? text, bool isOne) =>
        Assert.Equal(isOne, OneTimeCode.TryParse(text, out _));

    [Fact]
    public void A_code_prints_a_placeholder()
    {
        OneTimeCode code = OneTimeCode.Draw();
        Assert.Equal("[one-time code]", $"{code}");
    }
}
