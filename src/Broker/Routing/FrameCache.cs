using System.Buffers;
using System.Runtime.CompilerServices;
using Garita.Broker.Connections;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Wire;

namespace Garita.Broker.Routing;

/// <summary>
/// The PUBLISH frames of one message, each form encoded once in a rented buffer and copied to every receiver of that
/// form: version, packet identifier or none, retain flag. Lives on the stack of one fan-out; owns the buffers.
/// </summary>
internal ref struct FrameCache(ArrayPool<byte> pool, long nowMs)
{
    private const int FormCount = 8;
    private const int Single = 8; // The last slot is for frames that are one receiver's own.

    private Slots _slots;
    private Publication? _publication;

    /// <summary>The frame for one receiver; valid until the next call.</summary>
    public PublishFrame Find(in PublishToSend send, MqttConnection connection)
    {
        if (!ReferenceEquals(_publication, send.Publication))
        {
            Clear();
            _publication = send.Publication;
        }

        bool v5 = connection.Version == MqttVersion.V500;
        bool isNew = false;
        ushort alias = v5 ? connection.Aliases.Outgoing(send.Publication.Topic, out isNew) : (ushort)0;
        bool shared = alias == 0 && (!v5 || send.Terms.Identifiers is null);
        int index = shared
            ? (v5 ? 4 : 0) + (send.Terms.QoS == QoS.AtMostOnce ? 0 : 2) + (send.Terms.Retain ? 1 : 0)
            : Single;
        ref Slot slot = ref _slots[index];
        if (!shared || slot.Buffer is null)
        {
            Encode(ref slot, send, connection.Version, alias, isNew);
        }

        return new PublishFrame(slot.Buffer, slot.Layout, isNew ? alias : (ushort)0);
    }

    public void Dispose() => Clear();

    private void Encode(ref Slot slot, in PublishToSend send, MqttVersion version, ushort alias, bool isNewAlias)
    {
        Publication publication = send.Publication;
        PublishTemplate template = new()
        {
            QoS = send.Terms.QoS,
            Retain = send.Terms.Retain,
            Topic = alias == 0 || isNewAlias ? publication.Topic.Utf8 : default,
            TopicAlias = alias,
            MessageExpirySeconds = publication.RemainingExpiry(nowMs),
            SubscriptionIdentifiers = send.Terms.Identifiers,
            ForwardedProperties = publication.ForwardedProperties,
            Payload = publication.Payload.Span,
        };
        int size = template.Measure(version);
        if (slot.Buffer is null || slot.Buffer.Length < size)
        {
            Return(ref slot);
            slot.Buffer = pool.Rent(size);
        }

        slot.Layout = template.Write(version, packetId: 0, slot.Buffer);
    }

    private void Clear()
    {
        for (int i = 0; i <= FormCount; i++)
        {
            Return(ref _slots[i]);
        }
    }

    private readonly void Return(ref Slot slot)
    {
        if (slot.Buffer is { } buffer)
        {
            slot.Buffer = null;
            pool.Return(buffer);
        }
    }

    private struct Slot
    {
        public byte[]? Buffer;
        public PublishLayout Layout;
    }

    [InlineArray(FormCount + 1)]
    private struct Slots
    {
        private Slot _first;
    }
}
