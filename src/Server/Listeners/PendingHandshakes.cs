namespace Garita.Server.Listeners;

/// <summary>
/// The handshakes under way, oldest first. When there are too many, of one source or in all, the oldest of those is
/// displaced: a client that answers is done in a few round trips, one that stalls grows old.
/// </summary>
/// <remarks>Against an attacker with hundreds of addresses it only raises the price: see the accept rate.</remarks>
internal sealed class PendingHandshakes(int limit, int limitPerSource)
{
    // Guards everything below.
    private readonly Lock _gate = new();
    private readonly LinkedList<Handshake> _byAge = new();
    private readonly Dictionary<SourceAddress, int> _perSource = [];
    private bool _stopping;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byAge.Count;
            }
        }
    }

    public LinkedListNode<Handshake> Add(Handshake handshake)
    {
        LinkedListNode<Handshake> node;
        Handshake? displaced = null;
        lock (_gate)
        {
            bool sourceIsFull = _perSource.GetValueOrDefault(handshake.Source) >= limitPerSource;
            if (sourceIsFull || _byAge.Count >= limit)
            {
                displaced = sourceIsFull ? _byAge.First(h => h.Source == handshake.Source) : _byAge.First!.Value;
                Remove(_byAge.Find(displaced)!);
            }

            node = _byAge.AddLast(handshake);
            _perSource[handshake.Source] = _perSource.GetValueOrDefault(handshake.Source) + 1;
            displaced = _stopping ? handshake : displaced;
        }

        displaced?.Cut(_stopping ? HandshakeRefusal.Stopping : HandshakeRefusal.TooManyHandshakes);
        return node;
    }

    public void Remove(LinkedListNode<Handshake> node)
    {
        lock (_gate)
        {
            if (node.List is null)
            {
                return;
            }

            _byAge.Remove(node);
            SourceAddress source = node.Value.Source;
            if (--_perSource[source] == 0)
            {
                _perSource.Remove(source);
            }
        }
    }

    public void Stop()
    {
        Handshake[] all;
        lock (_gate)
        {
            _stopping = true;
            all = [.. _byAge];
        }

        foreach (Handshake handshake in all)
        {
            handshake.Cut(HandshakeRefusal.Stopping);
        }
    }
}
