using Garita.Quic;

namespace Garita.Server.Tests.Roads;

/// <summary>
/// A test that needs QUIC. Where no library speaks it the test is skipped with the reason, except under <c>CI=true</c>,
/// where it runs and fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class QuicFactAttribute : FactAttribute
{
    public QuicFactAttribute()
    {
        if (QuicSupport.Missing is { } missing && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = "missing: " + missing;
        }
    }
}
