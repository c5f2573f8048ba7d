using System.CommandLine;
using Garita.Cli.Demo;
using Garita.Cli.Output;

namespace Garita.Cli.Commands;

/// <summary><c>garita demo</c>: a whole installation with five devices, in a temporary directory.</summary>
public static class DemoCommand
{
    private const string Bootstrap = "bootstrap";
    private const string Talk = "talk";
    private const string Firmware = "firmware";
    private const string Update = "update";
    private const string Rollout = "rollout";

    private static readonly Option<bool> _once = new("--once")
    {
        Description = "Tell the story, then end; fails if a step failed",
    };
    private static readonly Option<string?> _act = new("--act")
    {
        Description = "Which act to play: devices that begin with nothing but a uuid, devices that talk, firmware that "
            + "only its maker can make, updates that survive anything, or a rollout that stops itself (default: all of "
            + "them, in a minute or two)",
    };

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        _act.AcceptOnlyFromAmong(Bootstrap, Talk, Firmware, Update, Rollout);
        return new Command("demo", "Show it all: a CA, a broker and five devices, on free ports of this machine")
            .With(_once, _act).Does(RunAsync);
    }

    private static async Task RunAsync(CliSession session, CancellationToken stop)
    {
        await using DemoStage stage = DemoStage.Create(session.Time);
        string? act = session.Get(_act);
        Storyteller story = new(session.Terminal, session.Time);
        bool isShared = act is null or Bootstrap or Talk or Firmware;
        bool stands = (!isShared
                || (await story.TellAsync("make the authorities", () => stage.InstallAsync(stop))
                    && await story.TellAsync("start the server", () => stage.StartAsync(stop))))
            && (act is not (null or Bootstrap) || await new BootstrapAct(stage, story).RunAsync(stop))
            && (act is not (null or Talk) || await new TalkAct(stage, story).RunAsync(stop))
            && (act is not (null or Firmware) || await new FirmwareAct(stage, story).RunAsync(stop))
            && (act is not (null or Update) || await AloneAsync(
                session, story, alone => new UpdateAct(alone, story).RunAsync(stop), stop))
            && (act is not (null or Rollout) || await AloneAsync(
                session, story, alone => new RolloutAct(alone, story).RunAsync(stop), stop));
        story.Conclude();
        if (story.Failures > 0)
        {
            throw new CliException(ExitCode.Failed, $"{story.Failures} of {story.Steps} steps went wrong");
        }

        if (stands && stage.Devices.Count > 0 && !session.Get(_once) && Terminal.CanRedraw)
        {
            await new LiveView(stage, session.Terminal).RunAsync(stop);
        }
    }

    // An act whose devices trust another maker, and want a log of their own to read at the end.
    private static async Task<bool> AloneAsync(
        CliSession session, Storyteller story, Func<DemoStage, Task<bool>> play, CancellationToken stop)
    {
        await using DemoStage stage = DemoStage.Create(session.Time);
        return await story.TellAsync("start a server of its own", async () =>
            {
                await stage.InstallAsync(stop);
                return await stage.StartAsync(stop);
            })
            && await play(stage);
    }
}
