using Garita.Broker.Access;
using Garita.Broker.Limits;
using Garita.Broker.Routing;
using Garita.Contracts.Identities;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Retained;

/// <summary>
/// Retained messages in the order of their topics' bytes, so that a filter looks only at the topics that begin as it
/// does. One lock, held while looking; nothing is delivered under it.
/// </summary>
internal sealed class RetainedStore(BrokerOptions options)
{
    private readonly Lock _gate = new();
    private readonly TopicOrder _byTopic = new();
    private readonly Dictionary<Identity, Share> _perPublisher = [];
    private long _bytes;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byTopic.Count;
            }
        }
    }

    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>
    /// Keeps a message in place of the topic's last one, or with an empty payload removes that; false when a limit
    /// leaves no room. Judged once more under the lock, so that no change of policy and no end of the publisher can
    /// slip between.
    /// </summary>
    public bool TrySet(Publication publication, PeerAttributes publisher, BrokerState broker)
    {
        lock (_gate)
        {
            bool stays = broker.IsStillWelcome(publication)
                && broker.Policy.JudgePublish(publisher, publication.Topic).Allowed;
            if (!stays)
            {
                return true; // Allowed when it was accepted; rejudging, or forgetting, would have removed it by now.
            }

            _byTopic.TryGet(publication.Topic, out RetainedMessage? old);
            if (publication.Payload.IsEmpty)
            {
                Remove(old); // [MQTT-3.3.1-6]
                return true;
            }

            if (!HasRoom(publication, old))
            {
                return false;
            }

            Remove(old);
            _byTopic.Add(new RetainedMessage(publication, publisher)); // [MQTT-3.3.1-5]
            _bytes += publication.Size;
            _perPublisher[publication.Publisher] =
                _perPublisher.GetValueOrDefault(publication.Publisher).Plus(1, publication.Size);
            return true;
        }
    }

    /// <summary>
    /// The messages that a filter matches and that have not expired; expired ones are removed on the way.
    /// </summary>
    public List<Publication> Match(TopicFilter filter, long nowMs)
    {
        List<Publication> found = [];
        List<RetainedMessage>? expired = null;
        lock (_gate)
        {
            foreach (RetainedMessage message in _byTopic.Range(filter))
            {
                if (message.Publication.IsExpired(nowMs))
                {
                    (expired ??= []).Add(message);
                }
                else if (filter.Matches(message.Publication.Topic))
                {
                    found.Add(message.Publication);
                }
            }

            expired?.ForEach(Remove);
        }

        return found;
    }

    /// <summary>Removes what an identity has published.</summary>
    public int RemoveOf(Identity publisher)
    {
        lock (_gate)
        {
            return _perPublisher.ContainsKey(publisher)
                ? RemoveWhere(m => m.Publication.Publisher == publisher)
                : 0;
        }
    }

    /// <summary>Removes what its publisher might no longer publish; one identity's only, or all when null.</summary>
    public int Rejudge(AccessPolicy policy, Identity? only, Func<PeerAttributes, PeerAttributes?> current)
    {
        lock (_gate)
        {
            return RemoveWhere(m =>
                (only is null || m.Publication.Publisher == only)
                && !policy.JudgePublish(current(m.Publisher) ?? m.Publisher, m.Publication.Topic).Allowed);
        }
    }

    private bool HasRoom(Publication publication, RetainedMessage? old)
    {
        Identity publisher = publication.Publisher;
        Share own = _perPublisher.GetValueOrDefault(publisher).Plus(1, publication.Size);
        if (old is not null && old.Publication.Publisher == publisher)
        {
            own = own.Plus(-1, -old.Publication.Size);
        }

        bool ownRoom = publisher.Kind != IdentityKind.Device
            || (own.Count <= options.MaxRetainedPerDevice && own.Bytes <= options.MaxRetainedBytesPerDevice);
        return ownRoom
            && (old is not null || _byTopic.Count < options.MaxRetainedMessages)
            && _bytes - (old?.Publication.Size ?? 0) + publication.Size <= options.MaxRetainedBytes;
    }

    private int RemoveWhere(Func<RetainedMessage, bool> leaves)
    {
        List<RetainedMessage> leaving = [.. _byTopic.All.Where(leaves)];
        leaving.ForEach(Remove);
        return leaving.Count;
    }

    private void Remove(RetainedMessage? message)
    {
        if (message is null || !_byTopic.Remove(message))
        {
            return;
        }

        Identity publisher = message.Publication.Publisher;
        _bytes -= message.Publication.Size;
        Share left = _perPublisher[publisher].Plus(-1, -message.Publication.Size);
        if (left.Count == 0)
        {
            _perPublisher.Remove(publisher);
        }
        else
        {
            _perPublisher[publisher] = left;
        }
    }

    private readonly record struct Share(int Count, long Bytes)
    {
        public Share Plus(int count, long bytes) => new(Count + count, Bytes + bytes);
    }
}
