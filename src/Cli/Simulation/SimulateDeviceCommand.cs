using System.CommandLine;
using Garita.Cli.Commands;
using Garita.Cli.Local;
using Garita.Device;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Garita.Cli.Simulation;

/// <summary><c>garita simulate device</c>: one simulated device, from its uuid to MQTT.</summary>
public static class SimulateDeviceCommand
{
    private static readonly Argument<string> _directory = new("DIR")
    {
        Description = "Directory of the device, made by 'garita simulate fleet'",
    };

    /// <summary>Builds the command.</summary>
    public static Command Create() => new Command(
        "device", "Run one simulated device: it bootstraps, then speaks MQTT; a restart goes on where it was")
        .With(_directory).Does(RunAsync);

    private static async Task RunAsync(CliSession session, CancellationToken stop)
    {
        UnitDirectory files = UnitDirectory.Open(session.Get(_directory));
        using SafeFileHandle held = files.Hold();
        FieldLines lines = new(session.Terminal, session.Time, files.Own.Settings.Id);
        using ILoggerFactory loggers = ConsoleLogs.Create(LogLevel.Warning);
        try
        {
            await new FieldDevice(files, lines, session.Time, loggers.CreateLogger("Garita.Device")).RunAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Being stopped is its only end.
        }
        catch (DeviceException fault)
        {
            throw new CliException(ExitCode.Failed, fault.Message, cause: fault);
        }

        lines.Say("turned off");
    }
}
