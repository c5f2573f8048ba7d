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

    /// <summary>The topics of a device identity.</summary>
    public static DeviceTopics Of(Identity device) => new(device.Name);

    /// <summary>One series of measurements.</summary>
    public string Telemetry(string series) => $"private/{Id}/telemetry/{series}";

    /// <summary>
    /// One command; <paramref name="correlation"/> also names its reply topic, for MQTT 3.1.1 devices.
    /// </summary>
    public string Command(string name, string correlation) => $"private/{Id}/command/{name}/{correlation}";

    /// <summary>Where the reply to one command goes.</summary>
    public string Reply(string correlation) => $"private/{Id}/reply/{correlation}";
}
