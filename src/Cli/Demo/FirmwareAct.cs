using Garita.Cli.Demo.Releases;

namespace Garita.Cli.Demo;

/// <summary>
/// The act "firmware": a maker publishes firmware that only its keys can make; the server and a thermostat refuse what
/// is not it; an auditor sees that everything was logged.
/// </summary>
public sealed class FirmwareAct(DemoStage stage, Storyteller story)
{
    /// <summary>Plays it. Each step needs the one before: false at the first that fails.</summary>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        DemoRole thermostat = DemoCast.Roles[0];
        using DemoMaker maker = new();
        PublishScene publish = new(stage, maker);
        using DeviceScene device = new(stage, maker, publish, thermostat.Id);
        (string What, Func<Task<string>> Step)[] steps =
        [
            ("make the release keys", () => Task.FromResult(maker.MakeKeys())),
            ("trust document 1", () => publish.TrustAsync(stop)),
            ("build firmware 1.0 and 1.1", () => Task.FromResult(publish.Build())),
            ("publish 1.0", () => publish.PublishFirstAsync(stop)),
            ("publish 1.1 with one signature", () => publish.PublishBelowThresholdAsync(stop)),
            ("upload 1.1 with one bit flipped", () => publish.UploadDamagedAsync(stop)),
            ("publish 1.1", () => publish.PublishNextAsync(stop)),
            ($"{thermostat.Name} is offered 1.1 without its proof", () => Task.FromResult(device.OfferUnlogged())),
            ($"{thermostat.Name} is offered 1.1", () => Task.FromResult(device.OfferNext())),
            ($"{thermostat.Name} gets a chunk with one bit flipped", () => device.SendDamagedAsync(stop)),
            ($"{thermostat.Name} fetches 1.1", () => device.SendAsync(stop)),
            ($"{thermostat.Name} is offered 1.0", () => Task.FromResult(device.OfferFirst())),
            ("a release key is lost", () => device.DropKeyAsync(stop)),
            ("the audit log, offline", () => device.AuditAsync(stop)),
        ];
        if (!Directory.Exists(stage.DirectoryOf(thermostat.Id))
            && !await story.TellAsync($"add {thermostat.Name}", () => stage.AddAsync(thermostat, stop)))
        {
            return false;
        }

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
