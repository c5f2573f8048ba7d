using System.Globalization;
using Garita.AuditLog.Verification;
using Garita.Cli.Demo.Releases;
using Garita.Cli.Demo.Rollouts;
using Garita.Device.Update.Simulation;

namespace Garita.Cli.Demo;

/// <summary>
/// The act "rollout": release 1.2 crashes on one hardware revision; it passes its canary, is caught in the wave after
/// it and goes back by itself; then 1.3 goes to everybody.
/// </summary>
public sealed class RolloutAct(DemoStage stage, Storyteller story)
{
    // The names fix whose turn is when. No board of the second revision is among the canaries of this one.
    private const string Bad = "autumn";
    private const string Good = "autumn-again";

    // The first device that it fails on.
    private const string Victim = "TH2-01";

    private const int LinesTold = 16;

    /// <summary>Plays it. Each step needs the one before: false at the first that fails.</summary>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        using DemoMaker maker = new();
        PublishScene publish = new(stage, maker);
        FleetReleases releases = new(stage, maker, publish);
        await using RolloutFleet fleet = new(stage);
        RolloutScene bad = new(
            stage, Bad, """[{"name":"canary","count":6},{"name":"most","percent":80},{"name":"all","percent":100}]""");
        RolloutScene good = new(stage, Good, """[{"name":"canary","count":6},{"name":"all","percent":100}]""");
        SimulatedImage faulty = new("1.2", ImageBehaviour.Crashes, RolloutFleet.SecondType);
        SimulatedImage mended = new("1.3", ImageBehaviour.Works);
        (string What, Func<Task<string>> Step)[] steps =
        [
            ("add sixteen thermostats", () => fleet.AddAsync(stop)),
            ("make the release keys", () => Task.FromResult(maker.MakeKeys())),
            ("trust document 1", () => publish.TrustAsync(stop)),
            ("publish 1.1 for the fleet", () => releases.PublishFirstAsync(stop)),
            ("make their boards", () => fleet.PowerOnAsync(
                publish.Trust, releases.FirstRelease!, releases.First!, stop)),
            ($"publish 1.2, which crashes on {RolloutFleet.SecondType}", () =>
                releases.PublishAsync(faulty, sequence: 2, stop)),
            ($"create the rollout {Bad}", () => bad.CreateAsync(releases.Last!, stop)),
            ("its preview", () => bad.PreviewAsync(stop)),
            ("start it", () => bad.StartAsync(stop)),
            ("the canary", () => bad.CanaryAsync(stop)),
            ("the gate stops it", () => bad.StopAsync(stop)),
            ("it goes back by itself", () => bad.GoBackAsync(stop)),
            ("what the boards run", () => Task.FromResult(fleet.RequireAll("1.1"))),
            ($"why {Victim} does not have it", () => bad.WhyAsync(Victim, stop)),
            ("publish 1.3", () => releases.PublishAsync(mended, sequence: 4, stop)),
            ($"create the rollout {Good}", () => good.CreateAsync(releases.Last!, stop)),
            ($"start {Good}", () => good.StartAsync(stop)),
            ("1.3 goes to everybody", () => good.CompleteAsync(stop)),
            ("every device runs it", async () =>
                $"{fleet.RequireAll("1.3")}; {await fleet.RequireReportsAsync("1.3", stop)}"),
            ("the audit log of it, offline", () => AuditAsync(publish, stop)),
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

    private async Task<string> AuditAsync(PublishScene publish, CancellationToken stop)
    {
        (LogReport report, IReadOnlyList<string> lines) = await AuditTrail.ReadAsync(
            stage, publish.LogKey!, [Bad, Good], stop);
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Entries} entries verify with the log's key alone, {lines.Count} of them about the two rollouts");

        // What was decided and what went wrong; that a device installed something is said once for each.
        string[] told = [.. lines.Where(line => !line.EndsWith(": Installed", StringComparison.Ordinal))];
        return string.Join('\n', [head, .. told.Take(LinesTold)]);
    }
}
