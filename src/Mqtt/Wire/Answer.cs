using Garita.Mqtt.Packets;
using Garita.Mqtt.Properties;

namespace Garita.Mqtt.Wire;

/// <summary>A reason code with its explanation, at the end of a body, in the shortest form that says it all.</summary>
internal readonly struct Answer(ReasonCode code, string? reason, IReadOnlyList<UserProperty> properties)
{
    public void Write(ref WireWriter writer)
    {
        bool explained = reason is not null || properties.Count > 0;
        if (code == ReasonCode.Success && !explained)
        {
            return;
        }

        writer.Byte((byte)code);
        if (explained)
        {
            var counter = WireWriter.Counter;
            counter.Diagnostics(reason, properties);
            writer.Variable((uint)counter.Position);
            writer.Diagnostics(reason, properties);
        }
    }
}
