using System.CommandLine;
using Garita.Cli.Commands;

namespace Garita.Cli.Trust;

/// <summary>
/// <c>garita trust …</c>: the document that says which keys devices believe, from the first version to the next.
/// Works without a server.
/// </summary>
public static class TrustCommands
{
    /// <summary>Builds the command.</summary>
    public static Command Create() => new Command("trust", "Which keys devices believe").With(
        TrustNewCommand.Create(),
        TrustSignCommands.CreateSign(),
        TrustSignCommands.CreateAttach(),
        TrustShowCommands.CreateShow(),
        TrustShowCommands.CreateVerify(),
        TrustInstallCommand.Create());
}
