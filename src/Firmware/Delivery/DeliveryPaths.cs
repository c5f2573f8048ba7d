namespace Garita.Firmware.Delivery;

/// <summary>How <see cref="DeliveryPath"/> is spelled.</summary>
public static class DeliveryPaths
{
    /// <summary>All of them, in the order in which a server prefers them where nobody says otherwise.</summary>
    public static IReadOnlyList<DeliveryPath> All { get; } =
        [DeliveryPath.Https, DeliveryPath.Mqtt, DeliveryPath.Carousel];

    /// <summary>The word in a message and on a command line.</summary>
    public static string Text(this DeliveryPath path) => path switch
    {
        DeliveryPath.Https => "https",
        DeliveryPath.Mqtt => "mqtt",
        DeliveryPath.Carousel => "carousel",
    };

    /// <summary>Reads that word; null where it is none.</summary>
    public static DeliveryPath? Find(string text) =>
        All.Cast<DeliveryPath?>().FirstOrDefault(path => path!.Value.Text() == text);
}
