using System.CommandLine;
using Garita.Cli.Api;
using Garita.Cli.Commands;
using Garita.Contracts.Api.Releases;
using Garita.Firmware.Trust;

namespace Garita.Cli.Trust;

/// <summary>
/// <c>garita trust install</c>: hands the first or the next document to the server, which publishes only what it lets
/// through, and hands the documents on to devices.
/// </summary>
public static class TrustInstallCommand
{
    private static readonly Argument<string> _document = new("DOCUMENT") { Description = "The signed document" };

    /// <summary>Builds the command.</summary>
    public static Command Create() => new Command("install", "Hand a signed trust document to the server")
        .With(_document)
        .Does(InstallAsync);

    private static async Task InstallAsync(CliSession session, CancellationToken stop)
    {
        VerifiedTrustDocument document = TrustFile.ReadPinned(null, session.Get(_document));
        using ApiClient api = session.OpenApi();
        TrustView view = await api.SendAsync<TrustView>(
            HttpMethod.Post, "api/v1/trust", new InstallTrustRequest(document.Encoded.ToArray()), stop);
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(view);
            return;
        }

        session.Terminal.Note($"the server goes by version {view.Version} now; log entry {view.LogIndex}");
    }
}
