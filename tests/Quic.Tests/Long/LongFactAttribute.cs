namespace Garita.Quic.Tests.Long;

/// <summary>A test of minutes: skipped unless <c>GARITA_LONG=1</c>, as <c>./test --long</c> sets it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongFactAttribute : FactAttribute
{
    /// <summary>Decides whether to skip.</summary>
    public LongFactAttribute() =>
        Skip = Environment.GetEnvironmentVariable("GARITA_LONG") == "1" ? null : "takes minutes: ./test --long";
}
