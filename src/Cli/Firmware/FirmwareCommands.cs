using System.CommandLine;
using Garita.Cli.Commands;
using Garita.Cli.Firmware.Keys;

namespace Garita.Cli.Firmware;

/// <summary>
/// <c>garita firmware …</c>: from an image to a release that devices accept. Works without a server.
/// </summary>
public static class FirmwareCommands
{
    /// <summary>Builds the command.</summary>
    public static Command Create() =>
        new Command("firmware", "Build, sign and check releases").With(
            FirmwareKeyCommands.Create(),
            BuildCommand.Create(),
            EncryptCommand.Create(),
            InspectCommand.Create(),
            SignCommand.Create(),
            AttachCommand.Create(),
            VerifyCommand.Create(),
            PublishCommand.Create());
}
