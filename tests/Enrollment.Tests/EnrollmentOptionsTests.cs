namespace Garita.Enrollment.Tests;

public sealed class EnrollmentOptionsTests
{
    public static TheoryData<string, EnrollmentOptions> Wrong => new()
    {
        { nameof(EnrollmentOptions.CodeTries), new() { CodeTries = 0 } },
        { nameof(EnrollmentOptions.RegistrationsPerDevice), new() { RegistrationsPerDevice = 1 } },
        { nameof(EnrollmentOptions.CodesPerBatchPerHour), new() { CodesPerHour = 10, CodesPerBatchPerHour = 11 } },
        { nameof(EnrollmentOptions.ResendAfter), new() { ResendAfter = TimeSpan.FromMilliseconds(999) } },
        { nameof(EnrollmentOptions.ResendAfter), new() { ResendAfter = TimeSpan.FromMinutes(11) } },
        { nameof(EnrollmentOptions.CodeLife), new() { CodeLife = TimeSpan.FromHours(2) } },
        { nameof(EnrollmentOptions.AccessLife), new() { AccessLife = TimeSpan.Zero } },
        { nameof(EnrollmentOptions.RefreshLife), new() { RefreshLife = TimeSpan.FromDays(401) } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Options_out_of_range_are_refused_by_name(string name, EnrollmentOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(options.Validate).ParamName);
    }

    [Fact]
    public void Defaults_are_in_range() => new EnrollmentOptions().Validate();
}
