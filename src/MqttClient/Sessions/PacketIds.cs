namespace Garita.MqttClient.Sessions;

/// <summary>
/// The packet ids of one session, 1 to 65,535, each in use once at most. Guarded by its owner's lock.
/// </summary>
internal sealed class PacketIds
{
    private readonly HashSet<ushort> _used = [];
    private ushort _last;

    /// <summary>The next free id [MQTT-2.2.1-3]; false when all are in use.</summary>
    public bool TryTake(out ushort id)
    {
        id = 0;
        if (_used.Count == ushort.MaxValue)
        {
            return false;
        }

        do
        {
            // [MQTT-2.2.1-2] zero is not an id.
            _last = _last == ushort.MaxValue ? (ushort)1 : (ushort)(_last + 1);
        }
        while (!_used.Add(_last));

        id = _last;
        return true;
    }

    /// <summary>Makes an id free again.</summary>
    public void Release(ushort id) => _used.Remove(id);
}
