using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Garita.Contracts.Api.Commands;
using Garita.Contracts.Api.Telemetry;
using Garita.Contracts.Topics;
using Garita.MqttClient;

namespace Garita.Cli.Demo;

/// <summary>
/// The act "talk": five devices send telemetry and answer commands; then one of them tries what it may not, and a
/// stranger tries to come in. Devices that the act "bootstrap" did not bring get certificates and connect first.
/// </summary>
public sealed class TalkAct(DemoStage stage, Storyteller story)
{
    // MQTT 5 2.4
    private const byte NotAuthorized = 0x87;

    /// <summary>Devices join and talk. False when the rest of the story would make no sense.</summary>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        DemoRole[] missing = [.. DemoCast.Roles.Where(role => !stage.IsOn(role))];
        foreach (DemoRole role in missing)
        {
            if (!await story.TellAsync($"add {role.Name}", () => stage.AddAsync(role, stop)))
            {
                return false;
            }
        }

        foreach (DemoRole role in missing)
        {
            if (!await story.TellAsync($"{role.Name} connects", () => stage.ConnectAsync(role, stop)))
            {
                return false;
            }
        }

        foreach (DemoDevice device in stage.Devices)
        {
            await story.TellAsync($"{device.Name} measures", () => MeasureAsync(device, stop));
        }

        foreach (DemoDevice device in stage.Devices)
        {
            await story.TellAsync($"command to {device.Name}", () => CommandAsync(device, stop));
        }

        string trespass = $"{DemoCast.Roles[1].Name} speaks as {DemoCast.Roles[0].Name}";
        await story.TellAsync(trespass, () => TrespassAsync(stop));
        await story.TellAsync("a stranger's certificate", () => IntrudeAsync(stop));
        return true;
    }

    private async Task<string> MeasureAsync(DemoDevice device, CancellationToken stop)
    {
        await device.MeasureOnceAsync(stop);
        TelemetryPage page = await stage.Api.GetAsync<TelemetryPage>(
            $"api/v1/devices/{device.Id}/telemetry/last", stop);
        return page.Items.Count > 0
            ? "stored " + string.Join(", ", page.Items.Select(Describe))
            : throw new CliException(ExitCode.Failed, "acknowledged, but the server has nothing of it");
    }

    private async Task<string> CommandAsync(DemoDevice device, CancellationToken stop)
    {
        (string name, JsonObject arguments) = device.ExampleCommand;
        CommandResult result = await stage.Api.SendAsync<CommandResult>(
            HttpMethod.Post,
            $"api/v1/devices/{device.Id}/commands",
            new SendCommandRequest(name, JsonSerializer.SerializeToElement(arguments)),
            stop);
        return result.Outcome == CommandOutcome.Ok
            ? $"{name} {arguments.ToJsonString()} answered {result.Result?.GetRawText()} in {result.ElapsedMs} ms"
            : throw new CliException(ExitCode.Failed, $"{name} ended as {result.Outcome}: {result.Error}");
    }

    // A device has one session, so the trespasser's own client leaves first.
    private async Task<string> TrespassAsync(CancellationToken stop)
    {
        DemoDevice trespasser = stage.Devices[1];
        DeviceTopics victim = new(stage.Devices[0].Id);
        stage.Devices.Remove(trespasser);
        await trespasser.DisposeAsync();
        MqttClientException? refusal = await Trials.PublishAsAsync(
            stage.DirectoryOf(trespasser.Id), victim.Telemetry("temperature"), stop);
        DemoDevice back = new(stage.DirectoryOf(trespasser.Id), DemoCast.Roles[1].Device);
        stage.Devices.Insert(1, back);
        await back.StartAsync(stop);
        return refusal switch
        {
            null => throw new CliException(ExitCode.Failed, "the broker took it"),
            { Fault: ClientFault.PublishRefused, ReasonCode: NotAuthorized } =>
                $"refused, reason 0x87 not authorized (MQTT 5), topic {victim.Telemetry("temperature")}",
            _ => throw new CliException(ExitCode.Failed, $"ended in another way: {refusal.Message}"),
        };
    }

    private async Task<string> IntrudeAsync(CancellationToken stop)
    {
        int before = stage.Log.Count;
        MqttClientException? refusal = await Trials.ConnectAsStrangerAsync(
            stage.DirectoryOf(DemoCast.Roles[0].Id), stage.Time, stop);
        string? reason = await stage.Log.WaitForAsync(before, "Refused", stop);
        return refusal is null
            ? throw new CliException(ExitCode.Failed, "the broker let it in")
            : reason is null
                ? throw new CliException(ExitCode.Failed, "refused, but no log line says why")
                : $"refused; the server's log: {reason}";
    }

    /// <summary>A stored measurement in words.</summary>
    internal static string Describe(TelemetryPoint point) =>
        string.Create(CultureInfo.InvariantCulture, $"{point.Series} {point.Value} {point.Unit}").TrimEnd();
}
