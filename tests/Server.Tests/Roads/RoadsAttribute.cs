using System.Reflection;
using Garita.Quic;
using Xunit.Sdk;

namespace Garita.Server.Tests.Roads;

/// <summary>
/// Runs a theory over every road that this machine has; what else is given follows the road. A machine without QUIC is
/// told of by <see cref="QuicFactAttribute"/>.
/// </summary>
public sealed class RoadsAttribute(params object[] more) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        Road[] here = QuicSupport.Missing is null
            ? [Road.Tcp, Road.WebSocket, Road.Quic]
            : [Road.Tcp, Road.WebSocket];
        return here.Select(object[] (road) => [road, .. more]);
    }
}
