using System.Net;
using System.Text;
using System.Text.Json;
using Garita.Contracts.Api;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.MqttClient;
using Garita.Server.Tests.Fixtures;

namespace Garita.Server.Tests.Commands;

/// <summary>A whole server, a device over MQTT and a person over HTTPS, talking to each other.</summary>
public sealed class TalkTests
{
    [Fact]
    public async Task Acknowledged_telemetry_is_there_after_a_restart_and_in_every_format()
    {
        await using TestServer server = await TestServer.StartAsync();
        TestHolder holder = await server.AddDeviceAsync("ABCD1234");
        await using (BrokerClient device = await server.ConnectAsync(holder, "ABCD1234"))
        {
            await Publish(device, "telemetry/room/temperature", """{"value":21.5,"unit":"Cel","time":1767225600000}""");
            await Publish(device, "telemetry/state", """{"value":"=1+1"}""");
            await Publish(device, "telemetry/state", "not a measurement");
        }

        await server.RestartAsync();
        JsonElement page = await server.Api.GetOkAsync("devices/ABCD1234/telemetry?series=room/temperature");
        JsonElement point = Assert.Single(page.GetProperty("items").EnumerateArray());
        Assert.Equal(21.5, point.GetProperty("value").GetDouble());
        Assert.Equal("2026-01-01T00:00:00+00:00", point.GetProperty("time").GetString());
        string csv = await server.Api.GetStringAsync("devices/ABCD1234/telemetry/export?format=csv");
        Assert.Contains("ABCD1234,room/temperature,2026-01-01T00:00:00.000Z,", csv, StringComparison.Ordinal);
        Assert.Contains(",'=1+1,", csv, StringComparison.Ordinal);
        string lines = await server.Api.GetStringAsync("devices/ABCD1234/telemetry/export");
        Assert.Equal(2, lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        JsonElement last = await server.Api.GetOkAsync("devices/ABCD1234/telemetry/last");
        Assert.Equal(2, last.GetProperty("items").GetArrayLength());
        JsonElement none = await server.Api.GetOkAsync("devices/ABCD1234/telemetry?to=2020-01-01T00:00:00Z");
        Assert.Equal(0, none.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Tail_shows_a_measurement_as_it_arrives()
    {
        await using TestServer server = await TestServer.StartAsync();
        TestHolder holder = await server.AddDeviceAsync("ABCD1234");
        await using BrokerClient device = await server.ConnectAsync(holder, "ABCD1234");
        using HttpResponseMessage response = await server.Api.GetAsync(
            "telemetry/tail?device=ABCD1234", HttpCompletionOption.ResponseHeadersRead);
        using StreamReader stream = new(await response.Content.ReadAsStreamAsync());
        Assert.Equal(": ready", await Line(stream));
        await Publish(device, "telemetry/t", """{"value":7}""");
        string line;
        do
        {
            line = await Line(stream);
        }
        while (!line.StartsWith("data: ", StringComparison.Ordinal));
        Assert.Equal(7, JsonElement.Parse(line[6..]).GetProperty("value").GetInt32());

        static async Task<string> Line(StreamReader reader) =>
            await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)) ?? throw new EndOfStreamException();
    }

    [Theory]
    [InlineData("""{"ok":true,"result":{"opened":true}}""", "ok")]
    [InlineData("""{"ok":false,"error":"jammed"}""", "error")]
    [InlineData("gibberish", "error")]
    public async Task Command_is_answered_by_the_device(string reply, string outcome)
    {
        await using TestServer server = await TestServer.StartAsync();
        TestHolder holder = await server.AddDeviceAsync("ABCD1234");
        await using BrokerClient device = await ConnectAnswering(server, holder, reply);
        JsonElement result = await Send(server, "ABCD1234", """{"name":"open","payload":{"by":10}}""");
        Assert.Equal(outcome, result.GetProperty("outcome").GetString());
        if (outcome == "ok")
        {
            Assert.True(result.GetProperty("result").GetProperty("opened").GetBoolean());
        }
        else
        {
            Assert.NotEmpty(result.GetProperty("error").GetString()!);
        }
    }

    [Fact]
    public async Task Command_to_a_silent_an_absent_and_an_unknown_device_ends_accordingly()
    {
        await using TestServer server = await TestServer.StartAsync();
        TestHolder holder = await server.AddDeviceAsync("ABCD1234");
        Assert.Equal(
            "offline", (await Send(server, "ABCD1234", """{"name":"open"}""")).GetProperty("outcome").GetString());
        await using BrokerClient device = await server.ConnectAsync(holder, "ABCD1234");
        JsonElement silent = await Send(server, "ABCD1234", """{"name":"open","timeoutMs":200}""");
        Assert.Equal("timed-out", silent.GetProperty("outcome").GetString());
        using HttpResponseMessage unknown = await server.Api.PostAsync(
            "devices/NOBODY/commands", """{"name":"open"}""");
        await unknown.IsProblemAsync(HttpStatusCode.NotFound, ProblemTypes.NotFound);
        using HttpResponseMessage bad = await server.Api.PostAsync("devices/ABCD1234/commands", """{"name":"o/p"}""");
        Problem problem = await bad.IsProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidField);
        Assert.Equal("name", problem.Field);
    }

    [Fact]
    public async Task Another_device_cannot_answer_for_the_one_that_was_asked()
    {
        await using TestServer server = await TestServer.StartAsync();
        TestHolder asked = await server.AddDeviceAsync("ABCD1234");
        TestHolder other = await server.AddDeviceAsync("ABCD1235");
        TaskCompletionSource<string> heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using BrokerClient silent = await server.ConnectAsync(asked, "ABCD1234", options => options with
        {
            Handler = (message, _) =>
            {
                heard.TrySetResult(message.Topic.Text.Split('/')[^1]);
                return ValueTask.CompletedTask;
            },
        });
        await using BrokerClient forger = await server.ConnectAsync(other, "ABCD1235");
        Task<JsonElement> sent = Send(server, "ABCD1234", """{"name":"open","timeoutMs":1500}""");
        string correlation = await heard.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<MqttClientException>(() => forger.PublishAsync(
            Message($"private/ABCD1234/reply/{correlation}", """{"ok":true}"""), CancellationToken.None));
        await Publish(forger, "reply/" + correlation, """{"ok":true}""", "ABCD1235");
        Assert.Equal("timed-out", (await sent).GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Stray_replies_and_wrong_states_cannot_fill_the_log()
    {
        await using TestServer server = await TestServer.StartAsync();
        TestHolder holder = await server.AddDeviceAsync("ABCD1234");
        await using BrokerClient device = await server.ConnectAsync(holder, "ABCD1234");
        for (int i = 0; i < 50; i++)
        {
            await Publish(device, "reply/nobody", "{}");
            await Publish(device, "reported", "no object");
        }

        Assert.InRange(server.Log.Lines.Count(l => l.Contains("was dropped", StringComparison.Ordinal)), 1, 10);
        Assert.InRange(server.Log.Lines.Count(l => l.Contains("was refused", StringComparison.Ordinal)), 1, 10);
    }

    [Fact]
    public async Task Desired_state_reaches_the_device_and_outlives_a_restart_and_reported_comes_back()
    {
        await using TestServer server = await TestServer.StartAsync();
        TestHolder holder = await server.AddDeviceAsync("ABCD1234");
        using (HttpResponseMessage put = await server.Api.PutAsync(
            "devices/ABCD1234/desired", Answers.Json("""{"target":21}""")))
        {
            await put.IsOkAsync();
        }

        using HttpResponseMessage wrong = await server.Api.PutAsync("devices/ABCD1234/desired", Answers.Json("[1]"));
        await wrong.IsProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidBody);
        await server.RestartAsync();
        TaskCompletionSource<string> desired = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using BrokerClient device = await server.ConnectAsync(holder, "ABCD1234", options => options with
        {
            Handler = (message, _) =>
            {
                desired.TrySetResult(message.Topic + " " + Encoding.UTF8.GetString(message.Payload.Span));
                return ValueTask.CompletedTask;
            },
        });
        Assert.Equal(
            """private/ABCD1234/desired {"target":21}""", await desired.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        await Publish(device, "reported", """{"target":21,"firmwareVersion":"1.2.3"}""");
        JsonElement reported = await server.Api.GetOkAsync("devices/ABCD1234/reported");
        Assert.Equal(21, reported.GetProperty("state").GetProperty("target").GetInt32());
        Assert.Equal(
            "1.2.3", (await server.Api.GetOkAsync("devices/ABCD1234")).GetProperty("firmwareVersion").GetString());
        await (await server.Api.DeleteAsync("devices/ABCD1234/desired")).IsOkAsync();
        Assert.False((await server.Api.GetOkAsync("devices/ABCD1234/desired")).TryGetProperty("state", out _));
    }

    private static Task<BrokerClient> ConnectAnswering(TestServer server, TestHolder holder, string reply)
    {
        TaskCompletionSource<BrokerClient> self = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return Connect();

        async Task<BrokerClient> Connect()
        {
            BrokerClient client = await server.ConnectAsync(holder, "ABCD1234", options => options with
            {
                Handler = async (message, cancellation) =>
                {
                    string to = message.Properties.ResponseTopic!.Text;
                    Assert.Equal("private/ABCD1234/reply/" + message.Topic.Text.Split('/')[^1], to);
                    BrokerClient own = await self.Task;
                    await own.PublishAsync(Message(to, reply), cancellation);
                },
            });
            self.SetResult(client);
            return client;
        }
    }

    private static async Task<JsonElement> Send(TestServer server, string id, string body)
    {
        using HttpResponseMessage response = await server.Api.PostAsync($"devices/{id}/commands", body);
        return await response.IsOkAsync();
    }

    private static OutgoingMessage Message(string topic, string payload) =>
        new() { Topic = TopicName.Parse(topic), Payload = Encoding.UTF8.GetBytes(payload), QoS = QoS.AtLeastOnce };

    private static async Task Publish(BrokerClient device, string topic, string payload, string id = "ABCD1234")
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        await device.PublishAsync(Message($"private/{id}/{topic}", payload), limit.Token);
    }
}
