using System.Reflection;
using Garita.Quic.Platform;
using Xunit.Sdk;

namespace Garita.Quic.Tests.Contract;

/// <summary>Runs a contract test on System.Net.Quic; skipped where .NET finds no msquic.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnPlatformAttribute : DataAttribute
{
    /// <summary>Decides whether to skip.</summary>
    public OnPlatformAttribute() =>
        Skip = PlatformEngine.TryLoad() is null ? "not on this machine: System.Net.Quic (msquic)" : null;

    /// <inheritdoc/>
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[QuicEngineKind.Platform]];
}
