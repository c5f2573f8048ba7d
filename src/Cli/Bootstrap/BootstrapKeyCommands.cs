using System.CommandLine;
using Garita.Cli.Api;
using Garita.Cli.Commands;
using Garita.Cli.Output;
using Garita.Contracts.Api.Bootstrap;

namespace Garita.Cli.Bootstrap;

/// <summary><c>garita bootstrap …</c>: the keys that sign replies to devices, and their tokens.</summary>
public static class BootstrapKeyCommands
{
    private const string Message = "message";
    private const string Token = "token";

    private static readonly Argument<string> _role = new Argument<string>("ROLE")
    {
        Description = "message: what signs replies; token: what signs access tokens",
    }.AcceptOnlyFromAmong(Message, Token);

    private static readonly Option<bool> _yes = new("--yes") { Description = "Do not ask" };

    /// <summary>Builds the command.</summary>
    public static Command Create() => new Command("bootstrap", "The keys behind bootstrap").With(
        new Command("keys", "List the keys that sign replies and tokens").Does(ListAsync),
        new Command("rotate", "Retire a key; the next one, or a new one, signs from now on").With(_role, _yes)
            .Does(RotateAsync));

    private static async Task ListAsync(CliSession session, CancellationToken stop)
    {
        using ApiClient api = session.OpenApi();
        Show(session, await api.GetAsync<BootstrapKeyList>("api/v1/bootstrap/keys", stop));
    }

    private static async Task RotateAsync(CliSession session, CancellationToken stop)
    {
        string role = session.Get(_role);
        using ApiClient api = session.OpenApi();
        BootstrapKeyList before = await api.GetAsync<BootstrapKeyList>("api/v1/bootstrap/keys", stop);
        BootstrapKeyView current = before.Items.Single(key => key.Role == role && key.State == "current");
        if (!session.Get(_yes) && !session.Terminal.Confirm(Question(current)))
        {
            throw new CliException(
                ExitCode.Usage, $"{current.Kid} still signs", "say --yes to retire it without a question");
        }

        // It names the key that it retires: sent twice, it retires one.
        BootstrapKeyList after = await api.SendAsync<BootstrapKeyList>(
            HttpMethod.Post, $"api/v1/bootstrap/keys/{Uri.EscapeDataString(current.Kid)}/retire", null, stop);
        Show(session, after);
        session.Terminal.Note(role == Token
            ? "tokens of the retired key are taken until they end; devices notice nothing"
            : "devices that hold the next key go on; make new ones with 'garita batch export'. One that holds neither "
                + "of the two believes nothing any more (docs/bootstrap.md)");
    }

    private static string Question(BootstrapKeyView current) => current.Role == Token
        ? $"Retire the token key {current.Kid}?"
        : $"Retire the message key {current.Kid}? Devices that do not hold the next one will believe nothing any more.";

    private static void Show(CliSession session, BootstrapKeyList list)
    {
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(list.Items);
            return;
        }

        DateTimeOffset now = session.Time.GetUtcNow();
        TableView table = new("role", "state", "key", "retired", "taken until");
        foreach (BootstrapKeyView key in list.Items)
        {
            table.Add(
                key.Role,
                key.State,
                key.Kid,
                key.Retired is { } at ? Printable.Ago(at, now) : string.Empty,
                key.Until is { } until ? until.ToString("yyyy-MM-dd HH:mm:ss'Z'") : string.Empty);
        }

        table.WriteTo(session.Terminal);
    }
}
