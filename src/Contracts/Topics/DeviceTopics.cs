using System.Globalization;
using Garita.Contracts.Identities;

namespace Garita.Contracts.Topics;

/// <summary>The topics of one device, as docs/architecture.md lists them.</summary>
/// <param name="Id">The device's id.</param>
public readonly record struct DeviceTopics(string Id)
{
    /// <summary>All topics that belong to one device.</summary>
    public string Everything => $"private/{Id}/#";

    /// <summary>Where the device says what state it is in.</summary>
    public string Reported => $"private/{Id}/reported";

    /// <summary>Where a service says, retained, what state the device should be in.</summary>
    public string Desired => $"private/{Id}/desired";

    /// <summary>Where a service says, retained, which release it wants on the device.</summary>
    public string Offer => $"firmware/{Id}/offer";

    /// <summary>Where chunks come that the device asked for.</summary>
    public string Chunk => $"firmware/{Id}/chunk";

    /// <summary>Where the answer comes whether an offer still stands.</summary>
    public string Answer => $"firmware/{Id}/answer";

    /// <summary>Where the device says how far an update is.</summary>
    public string UpdateStatus => $"private/{Id}/update/status";

    /// <summary>Where the device asks for chunks, and whether an offer still stands.</summary>
    public string UpdateRequest => $"private/{Id}/update/request";

    /// <summary>The topics of a device identity.</summary>
    public static DeviceTopics Of(Identity device) => new(device.Name);

    /// <summary>One series of measurements.</summary>
    public string Telemetry(string series) => $"private/{Id}/telemetry/{series}";

    /// <summary>
    /// One command; <paramref name="correlation"/> also names its reply topic, for MQTT 3.1.1 devices.
    /// </summary>
    public string Command(string name, string correlation) => $"private/{Id}/command/{name}/{correlation}";

    /// <summary>
    /// Where one chunk of an image is sent to all devices that it is offered to. The digest has 64 hex digits, lower
    /// case.
    /// </summary>
    public static string ImageChunk(string digest, long index) =>
        string.Create(CultureInfo.InvariantCulture, $"image/{digest}/{index}");

    /// <summary>Where the reply to one command goes.</summary>
    public string Reply(string correlation) => $"private/{Id}/reply/{correlation}";
}
