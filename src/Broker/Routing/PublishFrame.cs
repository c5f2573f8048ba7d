using Garita.Broker.Connections;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Wire;

namespace Garita.Broker.Routing;

/// <summary>An encoded PUBLISH, to be copied into a connection's output and patched there.</summary>
internal readonly ref struct PublishFrame(ReadOnlySpan<byte> buffer, PublishLayout layout, ushort newAlias)
{
    private readonly ReadOnlySpan<byte> _bytes = buffer[..layout.Length];

    public int Length => layout.Length;

    /// <summary>The alias this frame sets; 0 for none.</summary>
    public ushort NewAlias => newAlias;

    public void CopyTo(Span<byte> destination, in PublishToSend send)
    {
        _bytes.CopyTo(destination);
        // One encoded form serves QoS 1 and 2: they differ in the flags alone.
        destination[0] = (byte)((destination[0] & ~0x0E) | ((int)send.Terms.QoS << 1) | (send.IsDuplicate ? 0x08 : 0));
        if (send.Terms.QoS != QoS.AtMostOnce)
        {
            layout.PatchPacketId(destination, send.PacketId);
        }
    }
}
