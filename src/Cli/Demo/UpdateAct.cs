using Garita.Cli.Demo.Releases;
using Garita.Cli.Demo.Updates;
using Garita.Device.Update.Simulation;

namespace Garita.Cli.Demo;

/// <summary>
/// The act "update": five devices take a release over three paths; one loses its power in the middle, one gets a bit
/// that flipped, one an image that crashes; the audit log has all of it.
/// </summary>
public sealed class UpdateAct(DemoStage stage, Storyteller story)
{
    /// <summary>Plays it. Each step needs the one before: false at the first that fails.</summary>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        using DemoMaker maker = new();
        PublishScene publish = new(stage, maker);
        await using FleetScene fleet = new(stage, maker, publish);
        string[] ids = [.. DemoCast.Roles.Select(role => role.Name)];
        List<(string What, Func<Task<string>> Step)> steps =
        [
            .. DemoCast.Roles.Select(
                role => ($"add {role.Name}", (Func<Task<string>>)(() => stage.AddAsync(role, stop)))),
            ("make the release keys", () => Task.FromResult(maker.MakeKeys())),
            ("trust document 1", () => publish.TrustAsync(stop)),
            ("make the boards", () => Task.FromResult(fleet.MakeBoards())),
            ("build, sign and publish 1.1", () => fleet.PublishAsync("1.1", 2, ImageBehaviour.Works, stop)),
            ("1.1 over HTTPS", () => fleet.UpdateAsync("by-https", "https", [0], stop)),
            ("1.1 over MQTT", () => fleet.UpdateAsync("by-mqtt", "mqtt", [1], stop)),
            ("1.1 over the carousel", () => fleet.UpdateAsync("by-carousel", "carousel", [2], stop)),
            ($"{ids[3]} loses its power in the middle", () => fleet.CutAsync("cut", 3, stop)),
            ($"{ids[4]} gets one flipped bit", () => fleet.FlipAsync("flipped", 4, stop)),
            ("publish 1.2, which crashes", () => fleet.PublishAsync("1.2", 3, ImageBehaviour.Crashes, stop)),
            ($"{ids[0]} is offered 1.2", () => fleet.CrashAsync("crashing", 0, stop)),
            ("the audit log, offline", () => fleet.AuditAsync(stop)),
        ];
        foreach ((string what, Func<Task<string>> step) in steps)
        {
            if (!await story.TellAsync(what, step))
            {
                return false;
            }
        }

        return true;
    }
}
