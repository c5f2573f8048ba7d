namespace Garita.Broker.Connections;

/// <summary>What became of a PUBLISH for one connection.</summary>
internal enum SendOutcome
{
    /// <summary>It is in the output.</summary>
    Sent,

    /// <summary>The output is full, the quota used up, or the connection gone; try later.</summary>
    NoRoom,

    /// <summary>
    /// It never will be: expired, no longer allowed, or larger than the client accepts [MQTT-3.1.2-25].
    /// </summary>
    Dropped,
}
