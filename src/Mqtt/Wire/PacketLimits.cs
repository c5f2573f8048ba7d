namespace Garita.Mqtt.Wire;

/// <summary>
/// Counts a peer may reach inside one packet. Sizes are bounded by the frame; counts need their own bound, because an
/// entry of five bytes on the wire becomes objects many times that size.
/// </summary>
public static class PacketLimits
{
    /// <summary>User properties in one packet: far above any known use, small enough to be no burden.</summary>
    public const int MaxUserProperties = 64;

    /// <summary>Filters in one SUBSCRIBE or UNSUBSCRIBE: a client with more sends several packets.</summary>
    public const int MaxFilters = 256;

    /// <summary>The longest UTF-8 string or binary field the wire can carry (MQTT 5, 1.5.4).</summary>
    public const int MaxFieldLength = ushort.MaxValue;

    /// <summary>The largest remaining length (MQTT 5, 1.5.5).</summary>
    public const int MaxRemainingLength = 268_435_455;
}
