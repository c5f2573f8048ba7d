using System.CommandLine;
using Garita.Cli.Commands;
using Garita.Durable;

namespace Garita.Cli.Firmware.Keys;

/// <summary>How bytes that a key elsewhere is to sign are handed over.</summary>
public static class DigestFormat
{
    private static readonly Option<string?> _format = CreateFormat();

    private static readonly Option<string?> _out = new("--out")
    {
        Description = "With --digest-only: new file for the bytes as they are, in place of printing them",
        HelpName = "FILE",
    };

    /// <summary>The options.</summary>
    public static Option[] All { get; } = [_format, _out];

    /// <summary>Refuses the options where nothing is handed over.</summary>
    public static void RefuseWithout(CliSession session, bool isDigest)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (!isDigest && (session.Get(_format) ?? session.Get(_out)) is not null)
        {
            throw new CliException(ExitCode.Usage, "--format and --out go with --digest-only or --message-only");
        }
    }

    /// <summary>Prints one line for each envelope, or writes the bytes of the only one to a file.</summary>
    public static void Print(CliSession session, IReadOnlyList<(string Path, byte[] Bytes)> all)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(all);
        if (session.Get(_out) is { } target)
        {
            if (all.Count > 1)
            {
                throw new CliException(
                    ExitCode.Usage, "--out: a file takes the bytes of one envelope",
                    $"run it again without --way-back, once for {all[0].Path} and once for {all[1].Path}");
            }

            string full = Path.GetFullPath(target);
            ReleaseFiles.Write("--out", files => files.WriteNew(full, all[0].Bytes, FileSecrecy.Public));
            session.Terminal.Note($"{full}: {all[0].Bytes.Length} bytes to sign for {all[0].Path}");
            return;
        }

        bool isBase64 = session.Get(_format) == "base64";
        foreach ((string path, byte[] bytes) in all)
        {
            string text = isBase64 ? Convert.ToBase64String(bytes) : Convert.ToHexStringLower(bytes);
            if (session.Terminal.Json)
            {
                session.Terminal.WriteJson(new DigestRow(path, text));
            }
            else
            {
                session.Terminal.Output.WriteLine(all.Count == 1 ? text : $"{text}  {path}");
            }
        }
    }

    private static Option<string?> CreateFormat()
    {
        Option<string?> format = new("--format")
        {
            Description = "With --digest-only: hex (default) or base64",
            HelpName = "FORMAT",
        };
        format.AcceptOnlyFromAmong("hex", "base64");
        return format;
    }

    private sealed record DigestRow(string Envelope, string ToSign);
}
