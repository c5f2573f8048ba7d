using System.CommandLine;
using Garita.Cli.Audit;
using Garita.Cli.Bootstrap;
using Garita.Cli.Commands;
using Garita.Cli.Firmware;
using Garita.Cli.Rollouts;
using Garita.Cli.Trust;
using Garita.Cli.Updates;

namespace Garita.Cli;

/// <summary>The whole command line of <c>garita</c>.</summary>
public static class CommandLine
{
    // Ctrl-C lets a command end cleanly; the server closes its sessions in this time.
    private static readonly TimeSpan _terminationTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Runs one invocation and returns its <see cref="ExitCode"/>.</summary>
    public static async Task<int> InvokeAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        ParseResult parsed = CreateRoot().Parse(arguments);
        InvocationConfiguration configuration = new()
        {
            Output = output,
            Error = error,
            ProcessTerminationTimeout = _terminationTimeout,
            EnableDefaultExceptionHandler = false,
        };
        if (parsed.Errors.Count == 0)
        {
            try
            {
                return await parsed.InvokeAsync(configuration);
            }
            catch (IOException gone) when (gone.HResult == CommandExtensions.BrokenPipe)
            {
                // Help into a pipe: commands see to it themselves.
                return (int)ExitCode.Success;
            }
        }

        UsageErrors.Write(parsed, error);
        return (int)ExitCode.Usage;
    }

    /// <summary>Builds the tree of commands.</summary>
    public static RootCommand CreateRoot()
    {
        RootCommand root = new("Garita: identities, a broker and updates for devices, on your own machine");
        UsageErrors.KeepPlainHelp(root);
        root.With(
            GlobalOptions.Data,
            GlobalOptions.Context,
            GlobalOptions.Json,
            InitCommand.Create(),
            ServeCommand.Create(),
            DemoCommand.Create(),
            DeviceCommands.Create(),
            BatchCommands.Create(),
            BootstrapKeyCommands.Create(),
            TelemetryCommands.Create(),
            SendCommands.Create(),
            PolicyCommands.Create(),
            CaCommands.Create(),
            FirmwareCommands.Create(),
            TrustCommands.Create(),
            UpdateCommands.Create(),
            PeopleCommands.CreateOperator(),
            PeopleCommands.CreateService(),
            TokenCommands.Create(),
            StatusCommand.Create(),
            RolloutCommands.Create(),
            SimulateCommand.Create(),
            AuditCommands.Create(),
            CompletionCommand.Create());
        return root;
    }
}
