using Garita.Tidy.Tests.Reading;

namespace Garita.Tidy.Tests.Rules;

/// <summary>
/// What each project may reference; the table of docs/architecture.md says the same of those that exist.
/// </summary>
public static class ProjectTable
{
    private static readonly string[] Formats = ["Merkle", "Mqtt", "Contracts", "Pki", "Firmware"];

    private static readonly string[] Engines = ["AuditLog", "Broker", "Authority", "Enrollment", "Rollouts"];

    private static readonly string[] ForTheServer =
        [.. Formats, "Quic", "MqttClient", "Durable", .. Engines];

    public static IReadOnlyDictionary<string, string[]> References { get; } = new Dictionary<string, string[]>
    {
        ["Merkle"] = [],
        ["Mqtt"] = [],
        ["Contracts"] = [],
        ["Pki"] = ["Contracts"],
        ["Firmware"] = ["Merkle", "Contracts", "Pki"],
        ["Quic"] = [],
        ["MqttClient"] = ["Mqtt", "Quic"],
        ["Durable"] = [],
        ["AuditLog"] = ["Merkle", "Durable", "Pki"],
        ["Broker"] = ["Mqtt", "Contracts"],
        ["Authority"] = ["Pki", "Contracts", "AuditLog", "Durable"],
        ["Enrollment"] = ["Pki", "Contracts", "Authority"],
        ["Rollouts"] = ["Contracts", "Firmware"],
        ["Device"] = [.. Formats, "Quic", "MqttClient", "Durable"],
        ["Server"] = ForTheServer,
        ["Cli"] = [.. ForTheServer, "Device", "Server"],
    };

    /// <summary>The projects that may name ASP.NET Core.</summary>
    public static IReadOnlyList<string> WithWeb { get; } = ["Server", "Cli"];

    /// <summary>Projects that take the shared framework; Firmware and Device for System.Formats.Cbor alone.</summary>
    public static IReadOnlyList<string> WithFramework { get; } = ["Firmware", "Device", "Server", "Cli"];

    public static bool IsFormat(SourceFile file) => IsIn(file, Formats);

    public static bool IsFormatOrEngine(SourceFile file) => IsIn(file, Formats) || IsIn(file, Engines);

    public static bool IsSource(SourceFile file) => file.Path.StartsWith("src/", StringComparison.Ordinal);

    private static bool IsIn(SourceFile file, string[] projects) => IsSource(file) && projects.Contains(file.Project);
}
