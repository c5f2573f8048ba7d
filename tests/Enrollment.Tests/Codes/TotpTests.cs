using System.Text;
using Garita.Enrollment.Codes;

namespace Garita.Enrollment.Tests.Codes;

public sealed class TotpTests
{
    // RFC 6238 appendix B, the rows of SHA-256; its seed is 32 characters.
    private static readonly byte[] s_seed = Encoding.ASCII.GetBytes("12345678901234567890123456789012");

    [Theory]
    [InlineData(59, "46119246")]
    [InlineData(1111111109, "68084774")]
    [InlineData(1111111111, "67062674")]
    [InlineData(1234567890, "91819424")]
    [InlineData(2000000000, "90698825")]
    [InlineData(20000000000, "77737706")]
    public void A_password_is_that_of_the_standard(long seconds, string password) =>
        Assert.Equal(password, Totp.Compute(s_seed, Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    [Theory]
    [InlineData(-60, false)]
    [InlineData(-30, true)]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(60, false)]
    public void A_password_is_good_one_step_around_now(int seconds, bool isGood)
    {
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(1234567890);
        string password = Totp.Compute(s_seed, Totp.StepOf(now.AddSeconds(seconds)));
        Assert.Equal(isGood, Totp.Match(s_seed, password, now, last: 0) is not null);
    }

    [Fact]
    public void A_password_is_good_once()
    {
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(1234567890);
        string password = Totp.Compute(s_seed, Totp.StepOf(now));
        long? step = Totp.Match(s_seed, password, now, last: 0);
        Assert.Equal(Totp.StepOf(now), step);
        Assert.Null(Totp.Match(s_seed, password, now, last: step!.Value));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("9181942")]
    [InlineData("918194240")]
    [InlineData("９１８１９４２４")]
    public void What_is_no_password_is_refused(string? password) =>
        Assert.Null(Totp.Match(s_seed, password, DateTimeOffset.FromUnixTimeSeconds(1234567890), last: 0));
}
