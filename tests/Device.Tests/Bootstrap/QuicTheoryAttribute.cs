using Garita.Quic;

namespace Garita.Device.Tests.Bootstrap;

/// <summary>
/// A theory that needs a library for QUIC: skipped where there is none, unless CI says that there must be.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class QuicTheoryAttribute : TheoryAttribute
{
    public QuicTheoryAttribute()
    {
        if (QuicSupport.Missing is { } missing && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = missing;
        }
    }
}
