namespace Garita.Bootstrap.Tests.Fixtures;

/// <summary>The system's clock, so much ahead.</summary>
internal sealed class LaterTime(TimeSpan ahead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
}
