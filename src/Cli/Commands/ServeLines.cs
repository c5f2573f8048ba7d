using Garita.Cli.Output;
using Garita.Server.Hosting;

namespace Garita.Cli.Commands;

/// <summary>What <c>garita serve</c> prints when it has started: where everybody connects.</summary>
public static class ServeLines
{
    /// <summary>Prints it.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="server">A server that runs.</param>
    /// <param name="wantsQuic">Whether QUIC was asked for, so that its lack is worth a line.</param>
    public static void Write(Terminal terminal, GaritaServer server, bool wantsQuic)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        ArgumentNullException.ThrowIfNull(server);
        if (terminal.Json)
        {
            terminal.WriteJson(new ServeRow(
                server.MqttEndpoint.ToString(),
                server.QuicEndpoint?.ToString(),
                server.HttpsEndpoint is { } https ? $"https://{https}" : null,
                $"https://{server.ApiEndpoint}",
                server.Fingerprint.Hex,
                server.Names,
                server.BootstrapEndpoint?.ToString(),
                server.BootstrapQuicEndpoint?.ToString()));
            return;
        }

        TextWriter output = terminal.Output;
        string name = server.Names[0];
        output.WriteLine($"devices   mqtts://{name}:{server.MqttEndpoint.Port}   (listening on {server.MqttEndpoint})");
        if (server.QuicEndpoint is { } quic)
        {
            output.WriteLine($"          MQTT over QUIC on {name}:{quic.Port}   (listening on {quic}, UDP)");
        }

        if (server.HttpsEndpoint is { } endpoint)
        {
            string versions = server.Http3Endpoint is null ? "TCP" : "TCP, and UDP for HTTP/3";
            output.WriteLine($"          wss://{name}:{endpoint.Port}/mqtt   (listening on {endpoint}, {versions})");
        }

        if (server.BootstrapEndpoint is { } bootstrap)
        {
            string roads = server.BootstrapQuicEndpoint is { } udp ? $"TCP, and {udp}, UDP" : "TCP";
            output.WriteLine($"          bootstrap on {name}:{bootstrap.Port}   (listening on {bootstrap}, {roads})");
        }

        output.WriteLine($"people    https://{server.ApiEndpoint}");
        output.WriteLine(
            $"          certificate SHA-256 {server.Fingerprint.Hex}, until {server.CertificateNotAfter:yyyy-MM-dd}");
        output.WriteLine($"policy    {server.PolicySource}");
        foreach (string notice in server.Notices)
        {
            output.WriteLine($"note      {notice}");
        }

        if (wantsQuic && GaritaServer.QuicMissing is { } missing)
        {
            output.WriteLine($"note      {missing}");
        }
    }

    private sealed record ServeRow(
        string Mqtt,
        string? Quic,
        string? Https,
        string Api,
        string CertificateSha256,
        IReadOnlyList<string> Names,
        string? Bootstrap,
        string? BootstrapQuic);
}
