using System.CommandLine;
using Garita.Cli.Commands;

namespace Garita.Cli.Audit;

/// <summary><c>garita audit …</c>: what the log says, and whether to believe it.</summary>
public static class AuditCommands
{
    /// <summary>Builds the command.</summary>
    public static Command Create() =>
        new Command("audit", "The log of releases and of what was refused").With(
            ShowCommand.Create(),
            ExportCommand.Create(),
            AuditVerifyCommand.Create(),
            ProveCommand.Create(),
            WitnessCommand.Create());
}
