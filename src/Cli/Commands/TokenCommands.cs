using System.CommandLine;
using Garita.Cli.Api;
using Garita.Cli.Output;
using Garita.Contracts.Api.People;

namespace Garita.Cli.Commands;

/// <summary><c>garita token …</c>: API tokens for programs.</summary>
public static class TokenCommands
{
    private static readonly Argument<string> _name = new("NAME") { Description = "The token's name" };

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        Option<int?> days = new("--days") { Description = "Days until it stops working: 1 to 366 (default 90)" };
        return new Command("token", "API tokens for programs").With(
            new Command("add", "Make a token; its secret is shown this once").With(_name, days)
                .Does((session, stop) => AddAsync(session, session.Get(days), stop)),
            new Command("list", "List tokens").Does(ListAsync),
            new Command("rm", "Revoke a token").With(_name).Does(RemoveAsync));
    }

    private static async Task AddAsync(CliSession session, int? days, CancellationToken stop)
    {
        using ApiClient api = session.OpenApi();
        TokenAdded added = await api.SendAsync<TokenAdded>(
            HttpMethod.Post, "api/v1/tokens", new AddTokenRequest(session.Get(_name), days), stop);
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(added);
            return;
        }

        session.Terminal.Output.WriteLine(added.Secret);
        session.Terminal.Note($"works until {added.Token.Expires:yyyy-MM-dd}; this is the only time it is shown");
    }

    private static async Task ListAsync(CliSession session, CancellationToken stop)
    {
        using ApiClient api = session.OpenApi();
        TokenList list = await api.GetAsync<TokenList>("api/v1/tokens", stop);
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(list.Items);
            return;
        }

        TableView table = new("name", "made by", "until", "last used");
        foreach (TokenView token in list.Items)
        {
            table.Add(token.Name, token.CreatedBy, token.Expires.ToString("yyyy-MM-dd"),
                Printable.Ago(token.LastUsed, session.Time.GetUtcNow()));
        }

        table.WriteTo(session.Terminal);
    }

    private static async Task RemoveAsync(CliSession session, CancellationToken stop)
    {
        using ApiClient api = session.OpenApi();
        await api.SendAsync(HttpMethod.Delete, "api/v1/tokens/" + Uri.EscapeDataString(session.Get(_name)), null, stop);
        session.Terminal.Note($"token {session.Get(_name)} is revoked");
    }
}
