using System.CommandLine;
using Garita.Cli.Commands;
using Garita.Firmware.Manifests;

namespace Garita.Cli.Firmware;

/// <summary><c>garita firmware inspect</c>: what a release says, whoever says it.</summary>
public static class InspectCommand
{
    private static readonly Argument<string> _release = new("RELEASE") { Description = "The envelope" };

    /// <summary>Builds the command.</summary>
    public static Command Create() => new Command("inspect", "Show what a release says; nothing is verified")
        .With(_release)
        .Does((session, _) =>
        {
            string path = Path.GetFullPath(session.Get(_release));
            UnverifiedManifest release = ReleaseFiles.ReadRelease(null, path);
            ReleaseSummary.Print(session, path, release);
            session.Terminal.Note("not verified: 'garita firmware verify' says whose signatures are on it");
            return Task.CompletedTask;
        });
}
