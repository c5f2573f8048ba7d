using System.Security.Cryptography.X509Certificates;
using Garita.Contracts.Identities;
using Garita.Device.Bootstrap;
using Garita.Device.Directories;
using Garita.Durable;
using Garita.MqttClient.Transports;
using Garita.Server.Hosting;

namespace Garita.Bootstrap.Tests.Fixtures;

/// <summary>What a factory gives a device of a bench's batch.</summary>
internal static class FactoryKit
{
    /// <summary>Options of a device whose keys are in a directory, which is made where there is none.</summary>
    public static BootstrapOptions Options(Bench bench, string directory, string uuid, FileRegion storage, bool quic)
    {
        DeviceDirectory keys = Directory.Exists(directory)
            ? DeviceDirectory.Open(directory)
            : DeviceDirectory.Create(directory, new DeviceSettings(uuid, "localhost", 8883));
        return new BootstrapOptions
        {
            Uuid = uuid,
            Type = "thermometer",
            Serial = "T-1",
            Code = (_, stop) => bench.ReadCodeAsync(Identity.Device(uuid)).WaitAsync(stop),
            Host = "127.0.0.1",
            QuicPort = quic ? bench.Server.BootstrapQuicEndpoint?.Port : null,
            TcpPort = bench.Server.BootstrapEndpoint!.Port,
            Birth = new ClientCertificate(bench.Birth.Leaf, [bench.Birth.Issuer]),
            ServerRoots = [X509Certificate2.CreateFromPem(ServerTrust.RootPem(bench.Server.Data.Vault))],
            MessageKeys = bench.Server.Bootstrap.MessageKeys,
            KeyStore = keys,
            Storage = storage,
            PublishInterval = TimeSpan.FromMilliseconds(100),
        };
    }
}
