using System.Reflection;
using Garita.Quic.Ngtcp;
using Xunit.Sdk;

namespace Garita.Quic.Tests.Contract;

/// <summary>Runs a contract test on ngtcp2; skipped where that is missing, except under <c>CI=true</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnNgtcp2Attribute : DataAttribute
{
    /// <summary>Decides whether to skip.</summary>
    public OnNgtcp2Attribute()
    {
        if (NgtcpEngine.TryLoad() is null && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = "missing: libngtcp2 with GnuTLS";
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[QuicEngineKind.Ngtcp2]];
}
