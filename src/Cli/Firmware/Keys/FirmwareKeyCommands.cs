using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Garita.Authority.Keys;
using Garita.Cli.Commands;
using Garita.Durable;
using Garita.Pki.Keys;

namespace Garita.Cli.Firmware.Keys;

/// <summary><c>garita firmware key …</c>: release keys. No server is asked, and none ever holds one.</summary>
public static class FirmwareKeyCommands
{
    /// <summary>Builds the command.</summary>
    public static Command Create() => new Command("key", "Keys that sign releases").With(CreateNew(), CreateShow());

    private static Command CreateNew()
    {
        Option<string> file = new("--out")
        {
            Description = "New file for the encrypted key",
            HelpName = "FILE",
            Required = true,
        };
        return new Command("new", "Make a P-256 key in an encrypted file; prints the public key")
            .With(file, ReleaseKeyOptions.PassphraseFile)
            .Does((session, _) =>
            {
                MakeKey(session, Path.GetFullPath(session.Get(file)!));
                return Task.CompletedTask;
            });
    }

    private static Command CreateShow()
    {
        Option<string> key = ReleaseKeyOptions.CreateKey(required: true);
        return new Command("show", "Print the public key of a key file or of a key on a token")
            .With(key, ReleaseKeyOptions.PassphraseFile, ReleaseKeyOptions.PinFile)
            .Does((session, _) =>
            {
                using ReleaseKey opened = ReleaseKeyOptions.Open(session, session.Get(key)!);
                Print(session, opened.Key.PublicKey);
                return Task.CompletedTask;
            });
    }

    private static void MakeKey(CliSession session, string path)
    {
        if (Path.Exists(path))
        {
            throw new CliException(
                ExitCode.Conflict, $"{path}: exists already; a key is never overwritten",
                $"its public key: garita firmware key show --key {path}");
        }

        using Passphrase secret = ChoosePassphrase(session);
        using SoftwareSigningKey key = SoftwareSigningKey.Generate();
        byte[] pem = SigningKeyFile.Seal(key, secret);
        try
        {
            new DurableFiles().WriteNew(path, pem, FileSecrecy.Secret);
        }
        catch (DurableException fault)
        {
            ExitCode code = fault.Fault == DurableFault.Exists ? ExitCode.Conflict : ExitCode.Failed;
            throw new CliException(code, "--out: " + fault.Message, cause: fault);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pem);
        }

        Print(session, key.PublicKey);
        session.Terminal.Note($"{path}: the key, encrypted under the passphrase, mode 0600");
        session.Terminal.Note("  there is no way back to a lost passphrase; keep a copy of the file in another place");
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "ownership goes to the caller")]
    private static Passphrase ChoosePassphrase(CliSession session)
    {
        bool isTyped = session.Get(ReleaseKeyOptions.PassphraseFile) is null
            && Environment.GetEnvironmentVariable(ReleaseKeyOptions.PassphraseVariable) is null or "";
        Passphrase chosen = ReleaseKeyOptions.FindPassphrase(session, "Passphrase for the new key")
            ?? throw new CliException(
                ExitCode.Usage, "a passphrase for the new key is needed",
                $"name --passphrase-file, set ${ReleaseKeyOptions.PassphraseVariable}, or run this in a terminal");
        if (!chosen.IsLongEnough)
        {
            throw new CliException(
                ExitCode.Usage, $"a passphrase has {Passphrase.MinLength} to {Passphrase.MaxLength} characters");
        }

        if (!isTyped)
        {
            return chosen;
        }

        char[] again = session.Terminal.AskSecret("Once more") ?? [];
        bool same = chosen.Matches(again);
        again.AsSpan().Clear();
        return same ? chosen : throw new CliException(ExitCode.Usage, "the two passphrases differ; nothing was made");
    }

    private static void Print(CliSession session, EcPublicKey key)
    {
        string pem = PemEncoding.WriteString("PUBLIC KEY", key.SubjectPublicKeyInfo.Span);
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(new KeyRow(key.Hash.Hex, pem));
            return;
        }

        session.Terminal.Output.WriteLine(pem);
        session.Terminal.Note($"key id {key.Hash}");
    }

    private sealed record KeyRow(string Id, string PublicKeyPem);
}
