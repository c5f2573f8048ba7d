using System.CommandLine;
using Garita.AuditLog.Entries;
using Garita.AuditLog.Verification;
using Garita.Cli.Api;
using Garita.Cli.Commands;
using Garita.Merkle;
using Garita.Merkle.Notes;

namespace Garita.Cli.Audit;

/// <summary><c>garita audit verify</c>: a whole log, or the proof of one release.</summary>
internal static class AuditVerifyCommand
{
    private static readonly Argument<string?> s_file = new("FILE")
    {
        Description = "An export; without it the server's log is read",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> s_known = new("--checkpoint")
    {
        Description = "A checkpoint kept from before, which the log must contain",
        HelpName = "FILE",
    };

    private static readonly Option<string?> s_proof = new("--proof")
    {
        Description = "A proof file to verify instead of a log; needs --release and --log-key",
        HelpName = "FILE",
    };

    private static readonly Option<string?> s_release = new("--release")
    {
        Description = "The manifest digest that the proof is about, 64 hex digits",
        HelpName = "DIGEST",
    };

    private static readonly Option<string?> s_out = new("--out")
    {
        Description = "Where to write the checkpoint that covers the whole log, to hold later ones against",
        HelpName = "FILE",
    };

    public static Command Create() =>
        new Command("verify", "Verify the log, an export of it, or a proof, with the log's key").With(
            s_file, LogKeys.Key, s_known, s_out, s_proof, s_release).Does(RunAsync);

    private static async Task RunAsync(CliSession session, CancellationToken stop)
    {
        if (session.Get(s_proof) is { } proof)
        {
            VerifyProof(session, proof);
            return;
        }

        LogReport report = session.Parsed.GetValue(s_file) is { } file
            ? VerifyFile(session, file)
            : await VerifyServerAsync(session, stop);
        if (report.Fault != ExportFault.None)
        {
            throw new CliException(
                ExitCode.Failed,
                $"the log does not verify, at byte {report.Offset} after {report.Entries} entries: "
                    + LogRefusals.Of(report.Fault),
                report.Fault == ExportFault.NotALog ? null : "keep this copy: it is the evidence");
        }

        SignedCheckpoint checkpoint = report.Checkpoint!;
        if (session.Get(s_out) is { } kept)
        {
            AuditFiles.Write(Path.GetFullPath(kept), checkpoint.Encode());
            session.Terminal.Note($"{kept}: the checkpoint over all of it; keep it for --checkpoint");
        }

        string root = Convert.ToHexStringLower(checkpoint.Root.Span);
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(new Verified(checkpoint.Head.Origin, report.Entries, report.Dropped, root));
            return;
        }

        session.Terminal.Output.WriteLine(
            $"{checkpoint.Head.Origin}: {report.Entries} entries verify, {report.Dropped} of them by hash alone");
        session.Terminal.Output.WriteLine("root " + root);
    }

    private static LogReport VerifyFile(CliSession session, string file)
    {
        NoteKey key = LogKeys.Require(session);
        try
        {
            using FileStream stream = File.OpenRead(file);
            return LogVerifier.Verify(stream, key, Known(session, key));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.NotFound, $"{file}: {fault.Message}", cause: fault);
        }
    }

    private static async Task<LogReport> VerifyServerAsync(CliSession session, CancellationToken stop)
    {
        using ApiClient api = session.OpenApi();
        NoteKey key = await LogKeys.FindOrAskAsync(session, api, stop);
        SignedCheckpoint? known = Known(session, key);
        return await api.DownloadAsync(
            "api/v1/audit/export", stream => Task.FromResult(LogVerifier.Verify(stream, key, known)), stop);
    }

    private static SignedCheckpoint? Known(CliSession session, NoteKey key) => session.Get(s_known) is { } path
        ? AuditFiles.ReadCheckpoint(s_known.Name, path, key)
        : null;

    private static void VerifyProof(CliSession session, string file)
    {
        NoteKey key = LogKeys.Require(session);
        if (!MerkleHash.TryParse(session.Get(s_release), out MerkleHash digest))
        {
            throw new CliException(ExitCode.Usage, "--release: name the manifest digest, 64 hex digits");
        }

        LogRefusal refusal = TlogProof.TryParse(AuditFiles.Read(s_proof.Name, file), out TlogProof? proof);
        if (refusal == LogRefusal.None)
        {
            refusal = proof!.Verify(ReleaseEntry.LeafOf(digest), key, WitnessPolicy.None, null, out _);
        }

        if (refusal != LogRefusal.None)
        {
            throw new CliException(ExitCode.Failed, $"{file}: does not prove it: {LogRefusals.Of(refusal)}");
        }

        session.Terminal.Output.WriteLine($"release {session.Get(s_release)} is entry {proof!.Index} of {key.Name}");
    }

    private sealed record Verified(string Origin, long Entries, long Dropped, string Root);
}
