using System.Reflection;
using Xunit.Sdk;

namespace Garita.Server.Tests.Roads;

/// <summary>Runs a theory over every road that this machine has; what else is given follows the road.</summary>
public sealed class RoadsAttribute(params object[] more) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        [[Road.Tcp, .. more], [Road.WebSocket, .. more]];
}
