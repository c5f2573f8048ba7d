using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Garita.Authority.Keys;
using Garita.Cli.Commands;

namespace Garita.Cli.Firmware.Keys;

/// <summary>
/// Which key signs: <c>--key</c> names an encrypted file or a key on a token. Passphrase and PIN come from a file, the
/// environment or a person, never from the command line.
/// </summary>
public static class ReleaseKeyOptions
{
    /// <summary>The environment variable that may hold a token's PIN.</summary>
    public const string PinVariable = "GARITA_PIN";

    /// <summary>The environment variable that may hold a key file's passphrase.</summary>
    public const string PassphraseVariable = "GARITA_PASSPHRASE";

    /// <summary>Where a key file's passphrase is.</summary>
    public static Option<string?> PassphraseFile { get; } = new("--passphrase-file")
    {
        Description = $"File whose first line is the key file's passphrase (default: ${PassphraseVariable}, else ask)",
        HelpName = "FILE",
    };

    /// <summary>Where a token's PIN is.</summary>
    public static Option<string?> PinFile { get; } = new("--pin-file")
    {
        Description = $"File whose first line is the token's PIN (default: ${PinVariable}, else ask)",
        HelpName = "FILE",
    };

    /// <summary>The option <c>--key</c>.</summary>
    public static Option<string> CreateKey(bool required) => new("--key")
    {
        Description = "Encrypted key file, or a key on a token: 'pkcs11:token=NAME;object=NAME'",
        HelpName = "KEY",
        Required = required,
    };

    /// <summary>Opens a key. The caller disposes it.</summary>
    public static ReleaseKey Open(CliSession session, string named)
    {
        ArgumentNullException.ThrowIfNull(named);
        return named.StartsWith(Pkcs11Uri.Scheme, StringComparison.Ordinal)
            ? OpenToken(session, named)
            : OpenFile(session, Path.GetFullPath(named));
    }

    /// <summary>Reads a passphrase that is there, or asks for it; null where nobody can be asked.</summary>
    public static Passphrase? FindPassphrase(CliSession session, string prompt)
    {
        ArgumentNullException.ThrowIfNull(session);
        return Find(session, PassphraseFile, PassphraseVariable, prompt);
    }

    /// <summary>Refuses a file with a key in it that others can read or change.</summary>
    public static void RefuseReadableByOthers(string path)
    {
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead
            | UnixFileMode.OtherWrite;
        if (File.Exists(path) && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new CliException(ExitCode.Usage, $"{path}: others can read this key", $"chmod 600 {path}");
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "ownership goes to the caller")]
    private static ReleaseKey OpenFile(CliSession session, string path)
    {
        RefuseReadableByOthers(path);
        byte[] pem = ReleaseFiles.Read("--key", path, SigningKeyFile.MaxLength);
        try
        {
            KeyFileRefusal refusal = SigningKeyFile.TryOpen(pem, secret: null, out _);
            if (refusal != KeyFileRefusal.SecretNeeded)
            {
                throw Refuse(path, refusal);
            }

            using Passphrase? secret = FindPassphrase(session, $"Passphrase of {path}");
            refusal = SigningKeyFile.TryOpen(pem, secret, out SoftwareSigningKey? key);
            return refusal == KeyFileRefusal.None ? new ReleaseKey(path, key!) : throw Refuse(path, refusal);
        }
        finally
        {
            Array.Clear(pem);
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "ownership goes to the caller")]
    private static ReleaseKey OpenToken(CliSession session, string named)
    {
        Pkcs11UriRefusal refusal = Pkcs11Uri.TryParse(named, out Pkcs11Uri? uri);
        if (refusal != Pkcs11UriRefusal.None)
        {
            throw Refuse(refusal);
        }

        using Passphrase pin = Find(session, PinFile, PinVariable, $"PIN for {uri}") ?? throw new CliException(
            ExitCode.Usage, $"{uri}: the token's PIN is needed",
            $"name --pin-file, set ${PinVariable}, or run this in a terminal");
        return Pkcs11SigningKey.TryOpen(uri!, pin, out Pkcs11SigningKey? key) switch
        {
            Pkcs11Opening.Opened => new ReleaseKey(named, key!),
            Pkcs11Opening.NoEngine => throw new CliException(
                ExitCode.Failed, $"{uri}: OpenSSL on this machine has no engine 'pkcs11'",
                "Debian and Ubuntu: apt install libengine-pkcs11-openssl"),
            Pkcs11Opening.NotFound => throw new CliException(
                ExitCode.Failed, $"{uri}: the token gave no such key; the lines above are the engine's",
                "a wrong PIN counts at the token; PKCS11_MODULE_PATH names the token's library"),
            Pkcs11Opening.NotP256 => throw new CliException(
                ExitCode.Failed, $"{uri}: this is not a P-256 key", "make one on the curve secp256r1 (prime256v1)"),
        };
    }

    private static Passphrase? Find(CliSession session, Option<string?> file, string variable, string prompt)
    {
        if (PassphraseOption.ReadFile(session, file) is { } fromFile)
        {
            return new Passphrase(fromFile);
        }

        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
        {
            return new Passphrase(value);
        }

        if (session.Terminal.AskSecret(prompt) is not { } typed)
        {
            return null;
        }

        Passphrase secret = new(typed);
        typed.AsSpan().Clear();
        return secret;
    }

    private static CliException Refuse(string path, KeyFileRefusal refusal) => refusal switch
    {
        KeyFileRefusal.Plain => new CliException(
            ExitCode.Usage, $"{path}: this key is not encrypted, and a release key must be",
            $"openssl pkcs8 -topk8 -v2 aes-256-cbc -iter 600000 -in {path} -out release.key"),
        KeyFileRefusal.SecretNeeded => new CliException(
            ExitCode.Usage, $"{path}: the key's passphrase is needed",
            $"name --passphrase-file, set ${PassphraseVariable}, or run this in a terminal"),
        KeyFileRefusal.WrongSecret => new CliException(
            ExitCode.Forbidden, $"{path}: that is not its passphrase, or no P-256 key is in it"),
        KeyFileRefusal.Damaged => new CliException(ExitCode.Usage, $"{path}: not an encrypted P-256 key (PKCS#8, PEM)"),
        KeyFileRefusal.None => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "no refusal"),
    };

    private static CliException Refuse(Pkcs11UriRefusal refusal) => refusal switch
    {
        Pkcs11UriRefusal.HoldsPin => new CliException(
            ExitCode.Usage, "--key: a PIN on the command line can be read by others",
            $"leave it out of the URI: name --pin-file or set ${PinVariable}"),
        Pkcs11UriRefusal.UnknownAttribute => new CliException(
            ExitCode.Usage, "--key: only token, object, id, serial, manufacturer, model, type and slot-id name a key"),
        Pkcs11UriRefusal.NotOneKey => new CliException(
            ExitCode.Usage, "--key: name the token and the object: 'pkcs11:token=NAME;object=NAME'"),
        Pkcs11UriRefusal.Malformed => new CliException(
            ExitCode.Usage, "--key: not a PKCS#11 URI: 'pkcs11:token=NAME;object=NAME'",
            "write spaces as %20, and quote it: the shell ends a command at ';'"),
        Pkcs11UriRefusal.None => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "no refusal"),
    };
}
