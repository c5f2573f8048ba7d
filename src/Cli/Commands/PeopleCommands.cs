using System.CommandLine;
using Garita.Cli.Api;
using Garita.Cli.Output;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Api.People;
using Garita.Contracts.Identities;

namespace Garita.Cli.Commands;

/// <summary><c>garita operator …</c> and <c>garita service …</c>: the same verbs for people and for programs.</summary>
public static class PeopleCommands
{
    private static readonly Argument<string> _name = new("NAME") { Description = "The name, without its kind: ana" };

    /// <summary>Builds <c>garita operator</c>.</summary>
    public static Command CreateOperator() => Create(IdentityKind.Operator, "operator", "People who run the fleet");

    /// <summary>Builds <c>garita service</c>.</summary>
    public static Command CreateService() => Create(IdentityKind.Service, "service", "Programs that act on the fleet");

    private static Command Create(IdentityKind kind, string word, string description)
    {
        string path = $"api/v1/{word}s";
        Option<bool> yes = new("--yes") { Description = "Do not ask" };
        return new Command(word, description).With(
            CreateAdd(kind, word, path),
            new Command("list", $"List {word}s").Does((session, stop) => ListAsync(session, path, stop)),
            new Command("disable", $"Refuse this {word} until enabled").With(_name)
                .Does((session, stop) => ChangeAsync(session, path, "disable", stop)),
            new Command("enable", $"Let a disabled {word} in again").With(_name)
                .Does((session, stop) => ChangeAsync(session, path, "enable", stop)),
            new Command("rm", $"Remove a {word} for good; the name is never used again").With(_name, yes)
                .Does(async (session, stop) =>
                {
                    string name = session.Get(_name);
                    if (!session.Get(yes) && !session.Terminal.Confirm($"Remove {word}:{name} for good?"))
                    {
                        throw new CliException(
                            ExitCode.Usage, $"{word}:{name} was not removed", "say --yes to remove without a question");
                    }

                    using ApiClient api = session.OpenApi();
                    await api.SendAsync(HttpMethod.Delete, $"{path}/{Uri.EscapeDataString(name)}", null, stop);
                    session.Terminal.Note($"{word}:{name} is removed and its certificate refused");
                }));
    }

    private static Command CreateAdd(IdentityKind kind, string word, string path)
    {
        Option<string> directory = new("--out")
        {
            Description = "New directory for the key, the certificate and the server root",
            HelpName = "DIR",
            Required = true,
        };
        Option<string?> passphraseFile = PassphraseOption.Create();
        return new Command("add", $"Add a {word}; the key is made here and never leaves")
            .With(_name, directory, passphraseFile)
            .Does(async (session, stop) =>
            {
                Identity identity = ParseName(kind, session.Get(_name));
                string target = Path.GetFullPath(session.Get(directory)!);
                CredentialDirectory.RefuseExisting(target);
                OperatorContext context = session.LoadContext();
                using NewKey key = NewKey.Create(identity.CommonName);
                AddIdentityRequest request = new(
                    identity.Name, key.RequestPem, PassphraseOption.Read(session, passphraseFile));
                using ApiClient api = ApiClient.For(context);
                IdentityAdded added = await api.SendAsync<IdentityAdded>(HttpMethod.Post, path, request, stop);
                CredentialDirectory.Write(
                    target, word, key, added.Certificate.ChainPem, added.Certificate.ServerRootPem, context.Server);
                if (session.Terminal.Json)
                {
                    session.Terminal.WriteJson(added);
                }

                session.Terminal.Note(
                    $"{identity} until {added.Certificate.NotAfter:yyyy-MM-dd}: {target} (key plain, mode 0600)");
            });
    }

    private static Identity ParseName(IdentityKind kind, string name) =>
        Identity.TryCreate(kind, name, out Identity identity)
            ? identity
            : throw new CliException(
                ExitCode.Usage, $"'{name}' is not a name: 1 to {Identity.MaxNameLength} of A-Z a-z 0-9 - _");

    private static async Task ListAsync(CliSession session, string path, CancellationToken stop)
    {
        using ApiClient api = session.OpenApi();
        IdentityList list = await api.GetAsync<IdentityList>(path, stop);
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(list.Items);
            return;
        }

        TableView table = new("name", "state", "last seen", "certificate until");
        foreach (IdentityView holder in list.Items)
        {
            DateTimeOffset? until = holder.Certificates.Count == 0 ? null : holder.Certificates.Max(c => c.NotAfter);
            table.Add(holder.CommonName, Word(holder.State), Printable.Ago(holder.LastSeen, session.Time.GetUtcNow()),
                until?.ToString("yyyy-MM-dd"));
        }

        table.WriteTo(session.Terminal);
    }

    private static async Task ChangeAsync(CliSession session, string path, string change, CancellationToken stop)
    {
        using ApiClient api = session.OpenApi();
        IdentityView holder = await api.SendAsync<IdentityView>(
            HttpMethod.Post, $"{path}/{Uri.EscapeDataString(session.Get(_name))}/{change}", null, stop);
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(holder);
            return;
        }

        session.Terminal.Note($"{holder.CommonName} is {Word(holder.State)}");
    }

    private static string Word(DeviceState state) => state.ToString().ToLowerInvariant();
}
