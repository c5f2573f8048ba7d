using System.CommandLine;
using Garita.Cli.Api;
using Garita.Cli.Commands;
using Garita.Contracts.Api.Audit;
using Garita.Merkle.Notes;

namespace Garita.Cli.Audit;

/// <summary>The key of the log: all that an auditor has to trust.</summary>
internal static class LogKeys
{
    /// <summary>The key, given by whoever verifies.</summary>
    public static Option<string?> Key { get; } = new("--log-key")
    {
        Description = "The log's key, as 'garita audit show' prints it",
        HelpName = "KEY",
    };

    /// <summary>The key that was named; null where none was.</summary>
    public static NoteKey? Find(CliSession session)
    {
        string? text = session.Get(Key);
        return text is null ? null : Parse(text);
    }

    /// <summary>The key that was named; refuses where none was.</summary>
    public static NoteKey Require(CliSession session) => Find(session) ?? throw new CliException(
        ExitCode.Usage, "--log-key: is needed here", "ask the maker for it by another way than this server");

    /// <summary>
    /// The key that was named, or else the one that the server shows, with a word about what that is worth.
    /// </summary>
    public static async Task<NoteKey> FindOrAskAsync(CliSession session, ApiClient api, CancellationToken stop)
    {
        if (Find(session) is { } named)
        {
            return named;
        }

        AuditLogView log = await api.GetAsync<AuditLogView>("api/v1/audit", stop);
        session.Terminal.Note("the log's key came from the server itself; --log-key holds it against yours");
        return Parse(log.Key);
    }

    private static NoteKey Parse(string text) => NoteKey.Parse(text) is { Kind: NoteKeyKind.EcdsaP256 } key
        ? key
        : throw new CliException(
            ExitCode.Usage, "--log-key: is no log's key", "it looks like garita.log/…+1234abcd+Aj…");
}
