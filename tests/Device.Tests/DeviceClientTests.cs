using System.Text;
using Garita.Device.Commands;
using Garita.Device.Telemetry;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.MqttClient;
using Garita.TestKit;
using static Garita.Device.Tests.DeviceBench;

namespace Garita.Device.Tests;

/// <summary>The SDK's promises, held against a broker that is not ours.</summary>
public sealed class DeviceClientTests : IDisposable
{
    private readonly DeviceBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [ToolFact(MosquittoBroker.Program)]
    public async Task Measurement_arrives_with_value_time_and_unit()
    {
        await using MosquittoBroker broker = await _bench.BrokerAsync();
        await using BrokerClient service = await _bench.ServiceAsync(broker.Port, "private/+/telemetry/#");
        await using DeviceClient device = new(_bench.Options(broker.Port));
        await device.ConnectAsync(Soon());

        device.Record("temperature", new Measurement(21.5, "Cel", DateTimeOffset.UnixEpoch.AddMilliseconds(1234)));
        await device.FlushAsync(Soon());

        ReceivedMessage got = await service.Messages.ReadAsync(Soon());
        Assert.Equal("private/ABCD1234/telemetry/temperature", got.Topic.Text);
        Assert.Equal("""{"value":21.5,"time":1234,"unit":"Cel"}""", Text(got));
    }

    [ToolFact(MosquittoBroker.Program)]
    public Task Command_is_answered_at_the_response_topic_with_MQTT_5() => CommandIsAnswered(MqttVersion.V500);

    [ToolFact(MosquittoBroker.Program)]
    public Task Command_is_answered_by_topic_alone_with_MQTT_311() => CommandIsAnswered(MqttVersion.V311);

    [ToolFact(MosquittoBroker.Program)]
    public async Task Command_past_its_deadline_is_answered_as_failed()
    {
        await using MosquittoBroker broker = await _bench.BrokerAsync();
        await using BrokerClient service = await _bench.ServiceAsync(broker.Port, "private/+/reply/#");
        ManualTimeProvider clock = new();
        await using DeviceClient device = new(_bench.Options(broker.Port) with { Clock = clock });
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        device.OnCommand("slow", async (_, ct) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, ct);
            return CommandReply.Ok();
        });
        await device.ConnectAsync(Soon());
        await SendAsync(service, "slow", "c1", MqttVersion.V311);
        await started.Task.WaitAsync(Patience);

        clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("""{"ok":false,"error":"deadline passed"}""", Text(await service.Messages.ReadAsync(Soon())));
    }

    [ToolFact(MosquittoBroker.Program)]
    public async Task Command_delivered_twice_runs_once_and_is_answered_twice()
    {
        await using MosquittoBroker broker = await _bench.BrokerAsync();
        await using BrokerClient service = await _bench.ServiceAsync(broker.Port, "private/+/reply/#");
        await using DeviceClient device = new(_bench.Options(broker.Port));
        int runs = 0;
        device.OnCommand("count", (_, _) => Task.FromResult(CommandReply.Ok(Interlocked.Increment(ref runs))));
        await device.ConnectAsync(Soon());

        await SendAsync(service, "count", "c1", MqttVersion.V500);
        await SendAsync(service, "count", "c1", MqttVersion.V500);

        Assert.Equal("""{"ok":true,"result":1}""", Text(await service.Messages.ReadAsync(Soon())));
        Assert.Equal("""{"ok":true,"result":1}""", Text(await service.Messages.ReadAsync(Soon())));
    }

    [ToolFact(MosquittoBroker.Program)]
    public async Task Response_topic_outside_the_devices_replies_is_not_followed()
    {
        await using MosquittoBroker broker = await _bench.BrokerAsync();
        await using BrokerClient service = await _bench.ServiceAsync(broker.Port, "#");
        await using DeviceClient device = new(_bench.Options(broker.Port));
        device.OnCommand("ping", (_, _) => Task.FromResult(CommandReply.Ok()));
        await device.ConnectAsync(Soon());
        await service.PublishAsync(Command("ping", "c1") with
        {
            Properties = new MessageProperties { ResponseTopic = TopicName.Parse("private/ZZZZ9999/command/x/y") },
        }, Soon());

        await service.Messages.ReadAsync(Soon());
        Assert.Equal("private/ABCD1234/reply/c1", (await service.Messages.ReadAsync(Soon())).Topic.Text);
    }

    [ToolFact(MosquittoBroker.Program)]
    public async Task Handler_that_throws_is_answered_without_its_words()
    {
        await using MosquittoBroker broker = await _bench.BrokerAsync();
        await using BrokerClient service = await _bench.ServiceAsync(broker.Port, "private/+/reply/#");
        await using DeviceClient device = new(_bench.Options(broker.Port));
        device.OnCommand("fail", (_, _) => throw new InvalidOperationException("secret detail"));
        await device.ConnectAsync(Soon());

        await SendAsync(service, "fail", "c1", MqttVersion.V500);

        Assert.Equal("""{"ok":false,"error":"the handler failed"}""", Text(await service.Messages.ReadAsync(Soon())));
    }

    [ToolFact(MosquittoBroker.Program)]
    public async Task Desired_state_kept_by_the_broker_reaches_the_device_and_is_reported()
    {
        await using MosquittoBroker broker = await _bench.BrokerAsync();
        await using BrokerClient service = await _bench.ServiceAsync(broker.Port, "private/+/reported");
        OutgoingMessage desired = new()
        {
            Topic = TopicName.Parse("private/ABCD1234/desired"),
            Payload = Encoding.UTF8.GetBytes("""{"target":19}"""),
            Retain = true,
        };
        await service.PublishAsync(desired, Soon());
        await using DeviceClient device = new(_bench.Options(broker.Port));
        device.OnDesired((state, ct) => device.ReportAsync(state, ct));
        await device.ConnectAsync(Soon());

        Assert.Equal("""{"target":19}""", Text(await service.Messages.ReadAsync(Soon())));
    }

    [ToolFact(MosquittoBroker.Program)]
    public async Task Offline_queue_keeps_the_newest_and_counts_the_dropped()
    {
        await using MosquittoBroker broker = await _bench.BrokerAsync();
        await using BrokerClient service = await _bench.ServiceAsync(broker.Port, "private/+/telemetry/#");
        await using DeviceClient device = new(_bench.Options(broker.Port) with { QueueCapacity = 3 });
        for (int i = 0; i < 10; i++)
        {
            device.Record("n", new Measurement(i, Time: DateTimeOffset.UnixEpoch));
        }

        Assert.Equal(7, device.DroppedTelemetry);
        await device.ConnectAsync(Soon());
        await device.FlushAsync(Soon());

        for (int i = 7; i < 10; i++)
        {
            Assert.Equal($$"""{"value":{{i}},"time":0}""", Text(await service.Messages.ReadAsync(Soon())));
        }
    }

    [ToolFact(MosquittoBroker.Program)]
    public async Task Stop_sends_what_is_queued_and_ends_in_Stopped()
    {
        await using MosquittoBroker broker = await _bench.BrokerAsync();
        await using BrokerClient service = await _bench.ServiceAsync(broker.Port, "private/+/telemetry/#");
        List<DeviceState> states = [];
        DeviceClient device = new(_bench.Options(broker.Port) with { StateChanged = c => states.Add(c.State) });
        await device.ConnectAsync(Soon());
        for (int i = 0; i < 50; i++)
        {
            device.Record("n", new Measurement(i));
        }

        await device.StopAsync(Patience);

        for (int i = 0; i < 50; i++)
        {
            await service.AcknowledgeAsync(await service.Messages.ReadAsync(Soon()), Soon());
        }

        Assert.Equal(
            [DeviceState.Connecting, DeviceState.Online, DeviceState.Stopping, DeviceState.Stopped], states);
        await device.DisposeAsync();
    }

    [ToolFact(MosquittoBroker.Program)]
    public async Task Stop_sends_the_reply_of_the_command_in_hand()
    {
        await using MosquittoBroker broker = await _bench.BrokerAsync();
        await using BrokerClient service = await _bench.ServiceAsync(broker.Port, "private/+/reply/#");
        await using DeviceClient device = new(_bench.Options(broker.Port));
        TaskCompletionSource<Task> stopping = new();
        device.OnCommand("last", (_, _) =>
        {
            // Stopping has begun before the reply exists.
            stopping.SetResult(device.StopAsync(Patience));
            return Task.FromResult(CommandReply.Ok("done"));
        });
        await device.ConnectAsync(Soon());

        await SendAsync(service, "last", "c1", MqttVersion.V500);

        Assert.Equal("""{"ok":true,"result":"done"}""", Text(await service.Messages.ReadAsync(Soon())));
        await (await stopping.Task.WaitAsync(Patience)).WaitAsync(Patience);
    }

    [ToolFact(MosquittoBroker.Program)]
    public async Task Telemetry_recorded_while_the_broker_is_down_arrives_when_it_is_back()
    {
        await using MosquittoBroker broker = await _bench.BrokerAsync();
        TaskCompletionSource offline = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using DeviceClient device = new(_bench.Options(broker.Port) with
        {
            StateChanged = change =>
            {
                if (change.State == DeviceState.Offline)
                {
                    offline.TrySetResult();
                }
            },
        });
        await device.ConnectAsync(Soon());
        await broker.KillAsync();
        await offline.Task.WaitAsync(Patience);
        device.Record("n", new Measurement(true));

        await broker.StartAsync();
        await device.FlushAsync(Soon());

        Assert.Equal(0, device.DroppedTelemetry);
        Assert.Equal(0, device.RefusedTelemetry);
    }

    private async Task CommandIsAnswered(MqttVersion version)
    {
        await using MosquittoBroker broker = await _bench.BrokerAsync();
        await using BrokerClient service = await _bench.ServiceAsync(broker.Port, "private/+/reply/#");
        await using DeviceClient device = new(_bench.Options(broker.Port) with { Version = version });
        device.OnCommand("set", (command, _) => Task.FromResult(CommandReply.Ok(command.Arguments?["to"])));
        await device.ConnectAsync(Soon());

        await SendAsync(service, "set", "c1", version, """{"to":21}""");

        ReceivedMessage reply = await service.Messages.ReadAsync(Soon());
        Assert.Equal("private/ABCD1234/reply/c1", reply.Topic.Text);
        Assert.Equal("""{"ok":true,"result":21}""", Text(reply));
        byte[]? correlation = reply.Properties.CorrelationData?.ToArray();
        Assert.Equal(version == MqttVersion.V500 ? "c1"u8.ToArray() : null, correlation);
    }

    private static OutgoingMessage Command(string name, string correlation, string payload = "") => new()
    {
        Topic = TopicName.Parse($"private/ABCD1234/command/{name}/{correlation}"),
        Payload = Encoding.UTF8.GetBytes(payload),
    };

    private static async Task SendAsync(
        BrokerClient service, string name, string correlation, MqttVersion version, string payload = "")
    {
        MessageProperties properties = version == MqttVersion.V311 ? MessageProperties.None : new()
        {
            ResponseTopic = TopicName.Parse($"private/ABCD1234/reply/{correlation}"),
            CorrelationData = Encoding.UTF8.GetBytes(correlation),
            MessageExpirySeconds = 20,
        };
        await service.PublishAsync(Command(name, correlation, payload) with { Properties = properties }, Soon());
    }

    private static string Text(ReceivedMessage message) => Encoding.UTF8.GetString(message.Payload.Span);
}
