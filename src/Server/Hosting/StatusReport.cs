using Garita.Broker;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Api.Status;
using Garita.Contracts.Identities;
using Garita.Server.Registry;

namespace Garita.Server.Hosting;

/// <summary>Puts the counts of all areas into one record.</summary>
internal static class StatusReport
{
    private static readonly TimeSpan s_soon = TimeSpan.FromDays(14);

    public static ServerStatus Make(GaritaServer server, DateTimeOffset started, DateTimeOffset now, string version)
    {
        IdentityRegistry registry = server.Data.Registry;
        BrokerSnapshot broker = server.Messaging.Broker.Snapshot();
        List<string> notices = [.. server.Notices];
        if (server.CertificateNotAfter - now < s_soon)
        {
            notices.Add($"The server's certificate ends at {server.CertificateNotAfter:u}; a restart renews it.");
        }

        return new ServerStatus(
            version,
            server.Names,
            started,
            (long)(now - started).TotalSeconds,
            server.MqttEndpoint.Port,
            server.QuicEndpoint?.Port,
            server.HttpsEndpoint?.Port,
            server.Fingerprint.Hex,
            server.CertificateNotAfter,
            new DeviceCounts(
                registry.Count(IdentityKind.Device, DeviceState.Active),
                registry.Count(IdentityKind.Device, DeviceState.Disabled),
                registry.Count(IdentityKind.Device, DeviceState.Removed),
                server.Messaging.Liveness.ConnectedCount(IdentityKind.Device)),
            new BrokerCounts(
                broker.Connections,
                broker.Sessions,
                broker.Subscriptions,
                broker.RetainedMessages,
                broker.MessagesReceived,
                broker.MessagesDelivered,
                broker.Refusals),
            server.Messaging.Counters.Snapshot(server.Messaging.Recorder.Waiting),
            notices,
            server.BootstrapEndpoint?.Port,
            server.BootstrapQuicEndpoint?.Port);
    }
}
