using System.CommandLine;
using System.Security.Cryptography;
using Garita.Cli.Commands;
using Garita.Cli.Firmware;
using Garita.Cli.Output;
using Garita.Firmware.Trust;
using Garita.Merkle.Notes;
using Garita.Pki.Keys;

namespace Garita.Cli.Trust;

/// <summary><c>garita trust show</c> and <c>verify</c>.</summary>
public static class TrustShowCommands
{
    private static readonly Argument<string> _document = new("DOCUMENT") { Description = "The trust document" };

    private static readonly Option<string?> _after = new("--after")
    {
        Description = "The version before, which devices hold",
        HelpName = "FILE",
    };

    /// <summary>Builds <c>show</c>.</summary>
    public static Command CreateShow() => new Command("show", "Show a trust document and who signed it")
        .With(_document)
        .Does((session, _) =>
        {
            Print(session, TrustFile.Read(null, session.Get(_document)), before: null);
            return Task.CompletedTask;
        });

    /// <summary>Builds <c>verify</c>.</summary>
    public static Command CreateVerify() =>
        new Command("verify", "Check a trust document as a device would that holds the version before")
            .With(_document, _after)
            .Does((session, _) =>
            {
                Verify(session);
                return Task.CompletedTask;
            });

    /// <summary>Prints what a document says and who signed it.</summary>
    public static void Print(CliSession session, TrustFile file, TrustDocument? before)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(file);
        TrustDocument content = file.Content;
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(RowOf(file));
            return;
        }

        FieldsView view = new(session.Terminal);
        view.Write("document", file.Path);
        view.Write("sha-256", Convert.ToHexStringLower(SHA256.HashData(file.Document.Span)));
        view.Write("version", $"{content.Version}");
        Write(view, "root", content.Root, before?.Root, file);
        Write(view, "release", content.Release, before?.Release, file: null);
        foreach (NoteKey log in content.Logs)
        {
            view.Write("log", $"{log}");
        }

        view.Write("witnesses", $"{content.Witnesses.Required} of {content.Witnesses.Witnesses.Count}");
        foreach (NoteKey witness in content.Witnesses.Witnesses)
        {
            view.Write(string.Empty, $"{witness}");
        }

        foreach (MessageKey message in content.Messages)
        {
            view.Write("messages", $"{message.Key.Hash} {message.Purpose}");
        }
    }

    private static void Write(FieldsView view, string name, TrustRole role, TrustRole? before, TrustFile? file)
    {
        view.Write(name, $"{role.Threshold} of {role.Keys.Count}");
        IReadOnlyList<EcPublicKey> signers = file?.SignersOf(role) ?? [];
        foreach (EcPublicKey key in role.Keys)
        {
            string signed = signers.Contains(key) ? ", signed" : string.Empty;
            string fresh = before is not null && !before.Has(key) ? ", new" : string.Empty;
            view.Write(string.Empty, $"{key.Hash}{signed}{fresh}");
        }

        foreach (EcPublicKey gone in before?.Keys.Where(key => !role.Has(key)) ?? [])
        {
            view.Write(string.Empty, $"{gone.Hash}, no longer");
        }
    }

    private static void Verify(CliSession session)
    {
        string path = Path.GetFullPath(session.Get(_document));
        VerifiedTrustDocument verified = session.Get(_after) is { } after
            ? Advance(path, TrustFile.ReadPinned("--after", after))
            : TrustFile.ReadPinned(null, path);
        byte[] digest = SHA256.HashData(TrustFile.Read(null, path).Document.Span);
        string hex = Convert.ToHexStringLower(digest);
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(new VerifiedRow(path, verified.Version, hex));
            return;
        }

        session.Terminal.Output.WriteLine(session.Get(_after) is null
            ? $"{path}: version {verified.Version}, signed by the threshold of its own root keys"
            : $"{path}: version {verified.Version}, a device with the version before takes it");
        if (session.Get(_after) is null)
        {
            session.Terminal.Note("that it is yours follows from where you have it, or from its SHA-256:");
            session.Terminal.Note("  " + hex);
        }
    }

    private static VerifiedTrustDocument Advance(string path, VerifiedTrustDocument before)
    {
        byte[] bytes = ReleaseFiles.Read(null, path, TrustLimits.MaxLength);
        TrustRefusal refusal = VerifiedTrustDocument.TryAdvance(before, bytes, out VerifiedTrustDocument? next);
        if (refusal == TrustRefusal.None)
        {
            return next!;
        }

        bool isBare = TrustDocument.TryRead(bytes, out _) == TrustRefusal.None;
        throw new CliException(
            ExitCode.Failed, $"{path}: {(isBare ? "nobody has signed it" : TrustRefusals.Of(refusal))}");
    }

    private static TrustRow RowOf(TrustFile file) => new(
        file.Path,
        Convert.ToHexStringLower(SHA256.HashData(file.Document.Span)),
        file.Content.Version,
        RowOf(file.Content.Root),
        RowOf(file.Content.Release))
    {
        Signers = [.. file.SignersOf(file.Content.Root).Select(key => key.Hash.Hex)],
        Logs = [.. file.Content.Logs.Select(log => $"{log}")],
        Witnesses = [.. file.Content.Witnesses.Witnesses.Select(witness => $"{witness}")],
        WitnessThreshold = file.Content.Witnesses.Required,
        Messages = [.. file.Content.Messages.Select(message => message.Purpose)],
    };

    private static RoleRow RowOf(TrustRole role) => new(role.Threshold, [.. role.Keys.Select(key => key.Hash.Hex)]);

    private sealed record VerifiedRow(string Document, int Version, string Sha256);

    private sealed record RoleRow(int Threshold, IReadOnlyList<string> Keys);

    private sealed record TrustRow(string Document, string Sha256, int Version, RoleRow Root, RoleRow Release)
    {
        public required IReadOnlyList<string> Signers { get; init; }

        public required IReadOnlyList<string> Logs { get; init; }

        public required IReadOnlyList<string> Witnesses { get; init; }

        public required int WitnessThreshold { get; init; }

        public required IReadOnlyList<string> Messages { get; init; }
    }
}
