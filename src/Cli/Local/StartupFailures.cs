using Garita.Server.Hosting;

namespace Garita.Cli.Local;

/// <summary>Gives each reason why a server did not start its exit code and its way on.</summary>
public static class StartupFailures
{
    /// <summary>The failure to end the command with.</summary>
    public static CliException Describe(StartupException fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        (ExitCode code, string? hint) = fault.Fault switch
        {
            StartupFault.NotInitialised =>
                (ExitCode.Usage, "'garita init --name mqtt.lan' makes it; --data names another"),
            StartupFault.NotEmpty => (ExitCode.Conflict, "--data names another"),
            StartupFault.Busy => (ExitCode.Conflict, "one garita at a time works on a data directory"),
            StartupFault.Locked => (
                ExitCode.Forbidden, "name --unlock-file, or run under the systemd credential garita-unlock"),
            StartupFault.BadInput => (ExitCode.Usage, null),
            StartupFault.Clock => (ExitCode.Failed, "set the clock, then try again"),
            StartupFault.Policy => (ExitCode.Failed, "mend the policy file; nothing was started"),
            StartupFault.Port =>
                (ExitCode.Failed, "--mqtt-port, --https-port, --bootstrap-port and --api-port choose others"),
            StartupFault.Storage => (ExitCode.Failed, (string?)null),
        };
        return new CliException(code, fault.Message, hint, fault);
    }
}
