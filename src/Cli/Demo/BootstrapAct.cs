using Garita.Cli.Demo.Beginnings;

namespace Garita.Cli.Demo;

/// <summary>
/// The act "bootstrap": devices that know only their uuid get a code by SMS, live on tokens, exchange them for a
/// certificate each, and connect with it; one that nobody expects stays idle.
/// </summary>
public sealed class BootstrapAct(DemoStage stage, Storyteller story)
{
    /// <summary>Plays it. Each step needs the one before: false at the first that fails.</summary>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        await using BirthScene scene = new(stage);
        DemoRole[] roles = [.. DemoCast.Roles];
        List<(string What, Func<Task<string>> Step)> steps =
        [
            ("a batch leaves the factory", () => scene.MakeAsync(stop)),
            ("the registry expects five", () => scene.ExpectAsync(stop)),
            .. Each("{0} registers", role => scene.RegisterAsync(role, stop)),
            .. Each("{0} measures with tokens", role => scene.MeasureAsync(role, stop)),
            ($"{roles[0].Name} has no power while its token expires", () => scene.ExpireAsync(roles[0], stop)),
            ("the others refresh before that", () => scene.StayFreshAsync(roles[1..], stop)),
            .. Each("{0} exchanges its tokens", role => scene.EnrollAsync(role, stop)),
            .. Each("{0} connects", role => stage.ConnectAsync(role, stop)),
            ($"{DemoCast.Stranger.Name}, which nobody expects", () => scene.LeaveIdleAsync(stop)),
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

    private static IEnumerable<(string What, Func<Task<string>> Step)> Each(
        string what, Func<DemoRole, Task<string>> step) =>
        DemoCast.Roles.Select(role => (
            what.Replace("{0}", role.Name, StringComparison.Ordinal), (Func<Task<string>>)(() => step(role))));
}
