using System.CommandLine;
using Garita.Cli.Api;
using Garita.Cli.Output;
using Garita.Contracts.Api.Status;

namespace Garita.Cli.Commands;

/// <summary><c>garita status</c>: how the server is.</summary>
public static class StatusCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create() => new Command("status", "How the server is").Does(async (session, stop) =>
    {
        using ApiClient api = session.OpenApi();
        ServerStatus status = await api.GetAsync<ServerStatus>("api/v1/status", stop);
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(status);
            return;
        }

        Print(session.Terminal, status);
    });

    private static void Print(Terminal terminal, ServerStatus status)
    {
        FieldsView fields = new(terminal);
        fields.Write("version", status.Version);
        fields.Write("names", string.Join(", ", status.Names));
        fields.Write("up", TimeSpan.FromSeconds(status.UptimeSeconds).ToString("c", null));
        fields.Write("mqtt port", status.MqttPort.ToString(null, null));
        fields.Write("quic port", status.QuicPort?.ToString(null, null) ?? "off");
        fields.Write("https port", status.HttpsPort?.ToString(null, null) ?? "off");
        fields.Write(
            "certificate", $"until {status.CertificateNotAfter:yyyy-MM-dd}, SHA-256 {status.HttpsFingerprint}");
        fields.Write("devices", $"{status.Devices.Connected} connected, {status.Devices.Active} active, "
            + $"{status.Devices.Disabled} disabled, {status.Devices.Removed} removed");
        fields.Write("broker", $"{status.Broker.Connections} connections, {status.Broker.Sessions} sessions, "
            + $"{status.Broker.Subscriptions} subscriptions, {status.Broker.RetainedMessages} retained");
        fields.Write("messages", $"{status.Broker.MessagesReceived} received, "
            + $"{status.Broker.MessagesDelivered} delivered, {status.Broker.MessagesRefused} refused");
        fields.Write("telemetry", $"{status.Telemetry.Stored} stored, {status.Telemetry.Waiting} waiting, "
            + $"{status.Telemetry.Invalid} invalid, {status.Telemetry.Pruned} pruned");
        foreach (string notice in status.Notices)
        {
            fields.Write("notice", notice);
        }
    }
}
