using System.Globalization;
using Garita.Cli.Output;
using Garita.Contracts.Api.Status;
using Spectre.Console;

namespace Garita.Cli.Demo;

/// <summary>The demo as a screen: who is connected, what they measured last, how many messages a second.</summary>
public sealed class LiveView(DemoStage stage, Terminal terminal)
{
    private const int LogLines = 4;
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    /// <summary>Draws once a second until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using PeriodicTimer timer = new(_interval);
        long before = (await ReadAsync(stop)).Broker.MessagesReceived;
        await terminal.Rich().Live(new Text("…")).StartAsync(async screen =>
        {
            try
            {
                while (await timer.WaitForNextTickAsync(stop))
                {
                    ServerStatus status = await ReadAsync(stop);
                    screen.UpdateTarget(Draw(status, status.Broker.MessagesReceived - before));
                    before = status.Broker.MessagesReceived;
                }
            }
            catch (OperationCanceledException)
            {
                // Ctrl-C is how a person leaves this screen.
            }
        });
    }

    private Task<ServerStatus> ReadAsync(CancellationToken stop) =>
        stage.Api.GetAsync<ServerStatus>("api/v1/status", stop);

    private Rows Draw(ServerStatus status, long perSecond)
    {
        Table table = new Table().NoBorder().AddColumns("DEVICE", "TYPE", "STATE", "LAST VALUES");
        foreach (DemoDevice device in stage.Devices)
        {
            string values = string.Join("  ", device.LastValues.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => $"{pair.Key} {pair.Value}"));
            table.AddRow(device.Name, device.Type, device.State.ToString().ToLowerInvariant(), Markup.Escape(values));
        }

        foreach ((DemoRole role, string reason) in stage.Idle)
        {
            table.AddRow(role.Name, role.Device.Type, "idle", Markup.Escape(reason));
        }

        string counts = string.Create(
            CultureInfo.InvariantCulture,
            $"{status.Devices.Connected} connected, {perSecond} messages/s, "
            + $"{status.Telemetry.Stored} measurements stored, {status.Broker.MessagesRefused} refused");
        return new Rows(
            table,
            new Text(string.Empty),
            new Text(counts),
            new Text(string.Empty),
            new Text(string.Join('\n', stage.Log.Last(LogLines).Select(Printable.Clean))),
            new Text("Ctrl-C ends the demo; nothing of it stays on this machine."));
    }
}
