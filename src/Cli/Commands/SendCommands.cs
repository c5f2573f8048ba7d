using System.CommandLine;
using Garita.Cli.Api;
using Garita.Contracts.Api.Commands;

namespace Garita.Cli.Commands;

/// <summary><c>garita command send</c>: tells a device to do something and waits for its answer.</summary>
public static class SendCommands
{
    private const double DefaultTimeoutSeconds = 10;

    /// <summary>Builds the command.</summary>
    public static Command Create() => new Command("command", "Commands to devices").With(CreateSend());

    private static Command CreateSend()
    {
        Argument<string> id = new("ID") { Description = "The device's id" };
        Argument<string> name = new("NAME") { Description = "The command: reboot, set-target" };
        Argument<string?> payload = new("JSON")
        {
            Description = "What the command carries",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => null,
        };
        Option<double> timeout = new("--timeout")
        {
            Description = "Seconds to wait for the reply: 0.1 to 60",
            DefaultValueFactory = _ => DefaultTimeoutSeconds,
        };
        timeout.Within(0.1, 60, "0.1 to 60 seconds");
        return new Command("send", "Send a command and wait for the reply").With(id, name, payload, timeout)
            .Does(async (session, stop) =>
            {
                SendCommandRequest request = new(
                    session.Get(name),
                    session.Parsed.GetValue(payload) is { } json ? JsonArgument.Parse("JSON", json) : null,
                    (int)(session.Get(timeout) * 1000));
                using ApiClient api = session.OpenApi();
                CommandResult result = await session.Terminal.WhileWaitingAsync(
                    $"waiting for {session.Get(id)} to answer",
                    api.SendAsync<CommandResult>(
                        HttpMethod.Post, $"api/v1/devices/{Uri.EscapeDataString(session.Get(id))}/commands",
                            request, stop),
                    session.Time);
                Print(session, result);
            });
    }

    private static void Print(CliSession session, CommandResult result)
    {
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(result);
        }
        else if (result.Outcome == CommandOutcome.Ok)
        {
            session.Terminal.Output.WriteLine(result.Result?.GetRawText() ?? "ok");
            session.Terminal.Note($"{result.Device} answered in {result.ElapsedMs} ms");
        }

        if (Failure(result) is { } failure)
        {
            throw failure;
        }
    }

    private static CliException? Failure(CommandResult result)
    {
        string what = $"{result.Name} on {result.Device}";
        return result.Outcome switch
        {
            CommandOutcome.Ok => null,
            CommandOutcome.Error => new CliException(ExitCode.Failed, $"{what}: the device says: {result.Error}"),
            CommandOutcome.TimedOut => new CliException(
                ExitCode.TimedOut,
                $"{what}: no reply in {result.ElapsedMs} ms",
                "the device may have done it all the same"),
            CommandOutcome.Offline => new CliException(
                ExitCode.Failed, $"{what}: the device is not connected; nothing was sent"),
            CommandOutcome.Refused => new CliException(
                ExitCode.Forbidden, $"{what}: refused: {result.Error}", "see 'garita policy explain'"),
        };
    }
}
