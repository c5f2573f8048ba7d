using System.Globalization;
using System.Text;
using Garita.Cli.Firmware;
using Garita.Cli.Rollouts;
using Garita.Contracts.Api.Releases;
using Garita.Contracts.Api.Rollouts;
using Garita.Durable;

namespace Garita.Cli.Demo.Rollouts;

/// <summary>
/// One rollout, from its definition file to its end, through the API as <c>garita rollout</c> uses it.
/// </summary>
/// <param name="stage">Where the server is.</param>
/// <param name="name">The rollout's name, which fixes whose turn is when.</param>
/// <param name="waves">Its waves, as the definition has them.</param>
public sealed class RolloutScene(DemoStage stage, string name, string waves)
{
    private const int EventsTold = 8;

    private string Path => RolloutCommands.PathOf(name);

    /// <summary>Writes the definition into a file and hands it to the server.</summary>
    public async Task<string> CreateAsync(ReleaseView release, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(release);
        string definition =
            $$"""
            {
              "name": "{{name}}",
              "release": "{{release.Manifest.Digest}}",
              "target": "group = demo",
              "waves": {{waves}},
              "gate": { "tolerated": 0.05, "alarming": 0.5, "minimum": 5, "soak": "2s", "answer": "1m" },
              "onFailure": "rollback"
            }
            """;
        string file = System.IO.Path.Combine(stage.MakerDirectory, name + ".json");
        ReleaseFiles.Write(null, files => files.WriteNew(file, Encoding.UTF8.GetBytes(definition), FileSecrecy.Public));
        await DefinitionFile.ReadAsync(file, stop);
        RolloutView made = await stage.Api.SendAsync<RolloutView>(
            HttpMethod.Post, "api/v1/rollouts", new CreateRolloutRequest(definition), stop);
        return string.Join('\n',
        [
            $"{made.Status}, digest {made.Digest[..16]}…, on failure {made.OnFailure}",
            "waves " + waves,
            "gate: 5 % of devices may fail, half of them is alarming; a soak of 2 s; 5 judged at least",
        ]);
    }

    /// <summary>What the rollout would mean; nothing may stand in its way.</summary>
    public async Task<string> PreviewAsync(CancellationToken stop)
    {
        RolloutPreview preview = await stage.Api.GetAsync<RolloutPreview>(Path + "/preview", stop);
        string types = string.Join(", ", preview.Types.Select(type => Words($"{type.Value} {type.Key}")));
        return preview.Notices.Count == 0
            ? Words($"{preview.Members} devices, {preview.Connected} connected: {types}; ")
                + Words($"waves of up to {string.Join(", ", preview.Waves.Select(wave => wave.Allowed))}")
            : throw new CliException(ExitCode.Failed, string.Join(' ', preview.Notices));
    }

    /// <summary>Starts it.</summary>
    public async Task<string> StartAsync(CancellationToken stop)
    {
        RolloutView view = await stage.Api.SendAsync<RolloutView>(HttpMethod.Post, Path + "/start", null, stop);
        return $"{view.Status}; {view.Why}";
    }

    /// <summary>Waits until its first wave has shown enough for the second.</summary>
    public async Task<string> CanaryAsync(CancellationToken stop)
    {
        RolloutView view = await UntilAsync(view => view.Wave > 0 || view.Status != "running", stop);
        return view.Wave > 0
            ? view.Events.First(happened => happened.Text.Contains("opened", StringComparison.Ordinal)).Text
            : throw Astray(view);
    }

    /// <summary>Waits until the gate finds the release bad.</summary>
    public async Task<string> StopAsync(CancellationToken stop)
    {
        RolloutView view = await UntilAsync(view => view.Status != "running", stop);
        RolloutEventView alert = view.Events.FirstOrDefault(happened => happened.Kind == "alert") ?? throw Astray(view);
        return string.Join('\n',
        [
            alert.Text,
            Words($"{view.Exposed} of {view.Members} devices were offered it; ")
                + Words($"{view.Members - view.Exposed} never were, nor will be"),
            .. view.Waves.Select(Describe),
            "a release that fails on 5 % of its devices is stopped with a probability of at most 1 %",
        ]);
    }

    /// <summary>Waits until every device that had the release went back.</summary>
    public async Task<string> GoBackAsync(CancellationToken stop)
    {
        RolloutView view = await UntilAsync(view => view.Status == "rolled-back", stop);
        long left = view.Waves.Sum(wave => wave.Stages.GetValueOrDefault("not-returned"));
        return left == 0
            ? string.Join('\n', ["rolled-back", .. view.Waves.Select(Describe), .. view.Events.TakeLast(EventsTold)
                .Select(happened => Words($"{happened.At:HH:mm:ss}  {happened.Text}"))])
            : throw new CliException(ExitCode.Failed, Words($"{left} devices did not take the way back"));
    }

    /// <summary>Waits until everybody has the release.</summary>
    public async Task<string> CompleteAsync(CancellationToken stop)
    {
        RolloutView view = await UntilAsync(
            view => view.Status is not ("running" or "draft"), stop);
        return view.Status == "completed"
            ? string.Join('\n', [$"completed, {view.Exposed} devices", .. view.Waves.Select(Describe)])
            : throw Astray(view);
    }

    /// <summary>Why a device does not have the release.</summary>
    public async Task<string> WhyAsync(string device, CancellationToken stop)
    {
        WhyView why = await stage.Api.GetAsync<WhyView>($"{Path}/devices/{device}/why", stop);
        DeviceCheckView[] against = [.. why.Checks.Where(check => check.Passed == false)];
        return against.Length > 0
            ? string.Join("; ", against.Select(check => $"{check.Name}: {check.Value}"))
            : throw new CliException(ExitCode.Failed, "nothing speaks against it");
    }

    private Task<RolloutView> UntilAsync(Func<RolloutView, bool> isWanted, CancellationToken stop) =>
        Poll.UntilAsync(stage, Path, isWanted, view => Astray(view).Message, stop);

    private static CliException Astray(RolloutView view) => new(
        ExitCode.Failed, $"{view.Status}: {view.Why}; {string.Join(", ", view.Waves.Select(Describe))}");

    private static string Describe(RolloutWaveView wave) =>
        $"{wave.Name}: " + (wave.Stages.Count == 0 ? "nobody" : RolloutPrinter.Stages(wave));

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
