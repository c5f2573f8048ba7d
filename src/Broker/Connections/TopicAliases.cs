using Garita.Mqtt.Topics;

namespace Garita.Broker.Connections;

/// <summary>
/// Topic aliases of one connection (MQTT 5, 3.3.2.3.4). Incoming: the receiving thread alone. Outgoing: under the
/// session's lock, so that an alias is never used before the frame that sets it.
/// </summary>
internal sealed class TopicAliases(int incomingMaximum, int outgoingMaximum)
{
    private TopicName?[]? _incoming;
    private Dictionary<TopicName, ushort>? _outgoing;

    /// <summary>For a connection that has none.</summary>
    public static TopicAliases None { get; } = new(0, 0);

    /// <summary>Sets an alias; false if it is 0 or beyond the maximum [MQTT-3.3.2-8], [MQTT-3.3.2-9].</summary>
    public bool TrySet(ushort alias, TopicName topic)
    {
        if (alias == 0 || alias > incomingMaximum)
        {
            return false;
        }

        (_incoming ??= new TopicName?[incomingMaximum])[alias - 1] = topic;
        return true;
    }

    /// <summary>The topic an alias stands for, null if none was set.</summary>
    public TopicName? Find(ushort alias) =>
        alias == 0 || alias > incomingMaximum ? null : _incoming?[alias - 1];

    /// <summary>
    /// The alias to send a topic with, 0 for none. A new one counts only after <see cref="Commit"/>; the first topics
    /// of a connection get them and keep them [MQTT-3.3.2-10].
    /// </summary>
    public ushort Outgoing(TopicName topic, out bool isNew)
    {
        isNew = false;
        if (outgoingMaximum == 0)
        {
            return 0;
        }

        if (_outgoing is not null && _outgoing.TryGetValue(topic, out ushort alias))
        {
            return alias;
        }

        int used = _outgoing?.Count ?? 0;
        isNew = used < outgoingMaximum;
        return isNew ? (ushort)(used + 1) : (ushort)0;
    }

    /// <summary>The frame that sets the alias is in the output.</summary>
    public void Commit(TopicName topic, ushort alias) => (_outgoing ??= []).Add(topic, alias);
}
