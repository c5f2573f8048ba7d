using Garita.Contracts.Api.Commands;
using Garita.Samples.Tests.Fixtures;
using Garita.Server.Listeners;
using Garita.TestKit;

namespace Garita.Samples.Tests;

/// <summary>A listener for small devices, seen from the line.</summary>
public sealed class SmallDeviceTests
{
    // RFC 8446 5.2: what encrypting adds to a record's content is one byte of type and a tag of 16.
    private const int Overhead = 17;

    [ToolFact("gcc", SampleCommands.WolfSsl)]
    public async Task Wolfssl_never_gets_a_record_above_the_limit_of_its_listener()
    {
        int longest = await LongestRecordAsync(new ListenerOptions().ForSmallDevices());

        Assert.InRange(longest, 1_000, ListenerOptions.SmallDeviceRecordBytes + Overhead);
    }

    [ToolFact("gcc", SampleCommands.WolfSsl)]
    public async Task Same_command_takes_a_longer_record_on_the_usual_listener()
    {
        int longest = await LongestRecordAsync(new ListenerOptions());

        Assert.True(longest > ListenerOptions.SmallDeviceRecordBytes + Overhead, $"{longest}");
    }

    private static async Task<int> LongestRecordAsync(ListenerOptions listener)
    {
        using TemporaryDirectory built = new();
        string program = await SampleCommands.CompileWolfSslAsync(built);
        await using LiveServer server = await LiveServer.StartAsync(listener);
        await using Wiretap tap = new(server.MqttPort);
        string device = await server.AddDeviceAsync("ABCD1234", tap.Port);
        await using RunningSample sample = RunningSample.Start([program, device]);
        Assert.Equal("published as ABCD1234", await sample.NextLineAsync());

        // The sample has room for 4096 bytes of packet; this one does not fit one small record.
        CommandResult result = await server.CommandAsync("ABCD1234", new string('x', 3_500));

        Assert.Equal(CommandOutcome.Ok, result.Outcome);
        (int code, string errors) = await sample.EndAsync();
        Assert.True(code == 0, errors);
        return tap.LongestServerRecord;
    }
}
