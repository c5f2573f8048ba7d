using System.Text;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.MqttClient;
using Garita.Server.Storage;
using Garita.Server.Tests.Fixtures;

namespace Garita.Server.Tests.Telemetry;

public sealed class FullDiskTests
{
    private const int MostPublishes = 200;

    [Fact]
    public async Task Full_disk_leaves_the_publish_unacknowledged_and_everything_acknowledged_is_kept()
    {
        await using TestServer server = await TestServer.StartAsync(options => options with
        {
            Storage = new StorageOptions { MaxBytes = 256 * 1024 },
        });
        TestHolder holder = await server.AddDeviceAsync("ABCD1234");
        await using BrokerClient device = await server.ConnectAsync(holder, "ABCD1234");
        OutgoingMessage message = new()
        {
            Topic = TopicName.Parse("private/ABCD1234/telemetry/text"),
            Payload = Encoding.UTF8.GetBytes($$"""{"value":"{{new string('x', 4000)}}"}"""),
            QoS = QoS.AtLeastOnce,
        };
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(60));
        int acknowledged = 0;
        Task publishing = PublishUntilStuck();
        await server.Log.WaitFor("not stored and not acknowledged");
        await stop.CancelAsync();
        await publishing;

        Assert.InRange(acknowledged, 1, MostPublishes - 1);
        string lines = await server.Api.GetStringAsync("devices/ABCD1234/telemetry/export");
        int stored = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        Assert.True(stored >= acknowledged, $"{acknowledged} acknowledged, {stored} stored");

        async Task PublishUntilStuck()
        {
            try
            {
                while (acknowledged < MostPublishes)
                {
                    await device.PublishAsync(message, stop.Token);
                    acknowledged++;
                }
            }
            catch (OperationCanceledException)
            {
                // The publish that was never acknowledged.
            }
        }
    }
}
