using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Garita.Authority.Keys;
using Garita.Authority.Vault;
using Garita.Cli.Api;
using Garita.Cli.Local;
using Garita.Durable;
using Garita.Pki.Issuing;
using Garita.Pki.Requests;
using Garita.Server.Api;
using Garita.Server.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garita.Cli.Commands;

/// <summary><c>garita init</c>: makes the data directory, the authorities and the first operator.</summary>
public static class InitCommand
{
    private static readonly string[] _localNames = ["localhost", "127.0.0.1", "::1"];

    private static readonly Option<string[]> _names = new("--name")
    {
        Description = "A DNS name or IP address that devices connect to; repeatable",
        Required = true,
    };

    private static readonly Option<string> _operator = new("--operator")
    {
        Description = "Name of the first operator",
        DefaultValueFactory = _ => "admin",
    };

    private static readonly Option<string?> _organization = new("--organization")
    {
        Description = "Organisation in the roots' names",
    };
    private static readonly Option<string?> _passphraseFile = PassphraseOption.Create();
    private static readonly Option<string?> _unlockFile = VaultAccess.CreateUnlockOption();

    /// <summary>Builds the command.</summary>
    public static Command Create() =>
        new Command("init", "Make a data directory: two roots, their issuers, the first operator")
            .With(_names, _operator, _organization, _passphraseFile, _unlockFile).Does(InitAsync);

    private static async Task InitAsync(CliSession session, CancellationToken stop)
    {
        AlternativeNames names = ParseNames(session.Get(_names)!);
        DurableFiles files = new();
        using Passphrase? unlock = VaultAccess.FindUnlockSecret(session, files, _unlockFile);
        using Passphrase passphrase = ChoosePassphrase(session, out bool generated);
        VaultRequest vault = new(names, passphrase, unlock) { Organization = session.Get(_organization) };
        string operatorName = session.Get(_operator)!;
        InstallationResult made = await session.Terminal.WhileWaitingAsync(
            "making keys and certificates",
            Task.Run(() => InstallAsync(session.DataDirectory, vault, operatorName, session.Time, stop), stop),
            session.Time);
        Print(session, names, operatorName, made);
        if (generated)
        {
            Show(session, passphrase);
        }
    }

    /// <summary>Makes an installation whose first operator's context lies in the data directory.</summary>
    public static async Task<InstallationResult> InstallAsync(
        string dataDirectory, VaultRequest vault, string operatorName, TimeProvider time, CancellationToken stop)
    {
        using NewKey key = NewKey.Create("operator:" + operatorName);
        CsrRefusal refusal = ParsedCsr.TryParse(Encoding.ASCII.GetBytes(key.RequestPem), out ParsedCsr? request);
        InstallationRequest installation = new(
            dataDirectory, vault, operatorName, request ?? throw new InvalidOperationException(refusal.ToString()));
        bool isNew = !Directory.Exists(dataDirectory);
        bool isDone = false;
        try
        {
            InstallationResult result = await Installation.CreateAsync(
                installation,
                made =>
                {
                    KeepOperator(made, operatorName, key);
                    return Task.CompletedTask;
                },
                time,
                NullLoggerFactory.Instance,
                stop);
            isDone = true;
            return result;
        }
        catch (StartupException fault)
        {
            throw StartupFailures.Describe(fault);
        }
        finally
        {
            if (isNew && !isDone)
            {
                DiscardEmpty(dataDirectory);
            }
        }
    }

    // What failed has swept its own files; the directory made for them goes too.
    private static void DiscardEmpty(string directory)
    {
        if (Directory.Exists(directory) && !Directory.EnumerateFileSystemEntries(directory).Any())
        {
            Directory.Delete(directory);
        }
    }

    private static void KeepOperator(InstallationResult made, string name, NewKey key)
    {
        new DurableFiles().CreateDirectory(made.Draft.Operators);
        Uri server = new($"https://127.0.0.1:{ApiOptions.DefaultPort}");
        CredentialDirectory.Write(
            Path.Combine(made.Draft.Operators, name),
            "operator",
            key,
            made.Operator.ToChainPem(),
            made.ServerRootPem,
            server);
    }

    private static AlternativeNames ParseNames(string[] given) =>
        AlternativeNames.TryParse(given.Concat(_localNames).Distinct(), out AlternativeNames names, out string? wrong)
            ? names
            : throw new CliException(ExitCode.Usage, $"--name: '{wrong}' is neither a DNS name nor an IP address");

    [SuppressMessage("Reliability", "CA2000", Justification = "ownership goes to the caller")]
    private static Passphrase ChoosePassphrase(CliSession session, out bool generated)
    {
        generated = false;
        if (PassphraseOption.ReadFile(session, _passphraseFile) is { } fromFile)
        {
            return new Passphrase(fromFile);
        }

        char[]? typed = session.Terminal.AskSecret("Passphrase for the root keys (empty: make one)");
        if (typed is null or { Length: 0 })
        {
            generated = true;
            return Passphrase.Generate();
        }

        char[] again = session.Terminal.AskSecret("Once more") ?? [];
        bool same = typed.AsSpan().SequenceEqual(again);
        again.AsSpan().Clear();
        Passphrase chosen = new(typed);
        typed.AsSpan().Clear();
        return same ? chosen : throw new CliException(ExitCode.Usage, "the two passphrases differ; nothing was made");
    }

    private static void Print(CliSession session, AlternativeNames names, string operatorName, InstallationResult made)
    {
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(new InitRow(session.DataDirectory, [.. names.All], "operator:" + operatorName));
            return;
        }

        TextWriter output = session.Terminal.Output;
        output.WriteLine($"{session.DataDirectory} is ready for {string.Join(", ", names.All)}");
        output.WriteLine("  server root   all that devices need to trust");
        output.WriteLine("  device root   all that the broker accepts devices from");
        DateTimeOffset until = made.Operator.Validity.NotAfter;
        output.WriteLine($"  operator:{operatorName}, until {until:yyyy-MM-dd}; its key is plain, mode 0600");
        foreach (VaultNotice notice in made.Notices)
        {
            output.WriteLine("  note: " + VaultNotices.Of(notice));
        }

        output.WriteLine("next: garita serve");
    }

    private static void Show(CliSession session, Passphrase passphrase) => passphrase.Reveal(characters =>
    {
        session.Terminal.Error.WriteLine();
        session.Terminal.Error.WriteLine("The passphrase of the root keys. It is shown this once; write it down:");
        session.Terminal.Error.Write("    ");
        session.Terminal.Error.WriteLine(characters);
    });

    private sealed record InitRow(string DataDirectory, IReadOnlyList<string> Names, string Operator);
}
