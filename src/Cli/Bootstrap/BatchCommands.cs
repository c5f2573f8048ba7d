using System.CommandLine;
using Garita.Cli.Api;
using Garita.Cli.Commands;
using Garita.Cli.Output;
using Garita.Contracts.Api.Bootstrap;
using Garita.Contracts.Identities;

namespace Garita.Cli.Bootstrap;

/// <summary><c>garita batch …</c>: birth certificates, one for each batch of devices.</summary>
public static class BatchCommands
{
    private static readonly Argument<string> _name = new("NAME")
    {
        Description = "The batch: 1 to 64 of A-Z a-z 0-9 - _",
    };

    private static readonly Option<string> _out = new("--out")
    {
        Description = "New directory",
        HelpName = "DIR",
        Required = true,
    };

    /// <summary>Builds the command.</summary>
    public static Command Create() => new Command("batch", "Birth certificates, each for a batch of devices").With(
        new Command("create", "Make a batch; its birth key is made here and the server never sees it")
            .With(_name, _out).Does(CreateAsync),
        new Command("list", "List batches").Does(ListAsync),
        new Command("export", "Write what devices are made with, all but the birth key").With(_name, _out)
            .Does(ExportAsync),
        new Command("close", "Accept the birth certificate no more, for good").With(_name).Does(CloseAsync));

    private static async Task CreateAsync(CliSession session, CancellationToken stop)
    {
        string name = session.Get(_name);
        if (!Identity.TryCreate(IdentityKind.Birth, name, out Identity identity))
        {
            throw new CliException(ExitCode.Usage, $"'{name}' is not a batch: 1 to 64 of A-Z a-z 0-9 - _");
        }

        string target = Path.GetFullPath(session.Get(_out)!);
        CredentialDirectory.RefuseExisting(target);
        using ApiClient api = session.OpenApi();
        using NewKey key = NewKey.Create(identity.CommonName);
        BirthKit kit = await api.SendAsync<BirthKit>(
            HttpMethod.Post, "api/v1/batches", new AddBatchRequest(name, key.RequestPem), stop);
        Write(target, kit, key);
        Tell(session, kit, target, $"{BirthCredentials.KeyFile} (plain, mode 0600), ");
    }

    private static async Task ExportAsync(CliSession session, CancellationToken stop)
    {
        string target = Path.GetFullPath(session.Get(_out)!);
        CredentialDirectory.RefuseExisting(target);
        using ApiClient api = session.OpenApi();
        BirthKit kit = await api.GetAsync<BirthKit>(PathOf(session), stop);
        Write(target, kit, null);
        Tell(session, kit, target, string.Empty);
    }

    private static async Task ListAsync(CliSession session, CancellationToken stop)
    {
        using ApiClient api = session.OpenApi();
        BatchList list = await api.GetAsync<BatchList>("api/v1/batches", stop);
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(list.Items);
            return;
        }

        TableView table = new("name", "state", "made", "certificate SHA-256");
        foreach (BatchView batch in list.Items)
        {
            table.Add(
                batch.Name, batch.Open ? "open" : "closed", batch.Created.ToString("yyyy-MM-dd"), batch.Fingerprint);
        }

        table.WriteTo(session.Terminal);
    }

    private static async Task CloseAsync(CliSession session, CancellationToken stop)
    {
        using ApiClient api = session.OpenApi();
        BatchView batch = await api.SendAsync<BatchView>(HttpMethod.Post, PathOf(session) + "/close", null, stop);
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(batch);
        }

        session.Terminal.Note(
            $"{batch.Name} is closed; devices that have not bootstrapped need another birth certificate");
    }

    private static void Write(string target, BirthKit kit, NewKey? key) =>
        CredentialDirectory.WriteWhole(target, (files, path) => BirthCredentials.Write(files, path, kit, key));

    private static void Tell(CliSession session, BirthKit kit, string target, string key)
    {
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(kit.Batch);
        }

        session.Terminal.Note($"{target}: {key}{BirthCredentials.CertificateFile}, {BirthCredentials.ServerRootFile}, "
            + BirthCredentials.MessageKeysFile);
    }

    private static string PathOf(CliSession session) => "api/v1/batches/" + Uri.EscapeDataString(session.Get(_name));
}
