namespace Garita.Device.Commands;

/// <summary>
/// The last replies by correlation: a command that QoS 1 delivers twice runs once and gets the same reply. In memory: a
/// restart forgets. Used by one message at a time.
/// </summary>
internal sealed class CommandLedger(int capacity)
{
    private readonly Dictionary<string, byte[]> _replies = [];
    private readonly Queue<string> _order = [];

    /// <summary>The reply given before, or null.</summary>
    public byte[]? Find(string correlation) => _replies.GetValueOrDefault(correlation);

    /// <summary>Remembers a reply; the oldest is forgotten beyond the capacity.</summary>
    public void Remember(string correlation, byte[] reply)
    {
        if (_replies.TryAdd(correlation, reply))
        {
            _order.Enqueue(correlation);
        }

        if (_order.Count > capacity)
        {
            _replies.Remove(_order.Dequeue());
        }
    }
}
