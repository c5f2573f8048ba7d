using System.CommandLine;
using System.Globalization;
using System.Text;
using Garita.AuditLog.Entries;
using Garita.Cli.Api;
using Garita.Cli.Commands;
using Garita.Contracts.Api.Releases;
using Garita.Merkle;
using Garita.Merkle.Notes;

namespace Garita.Cli.Audit;

/// <summary>
/// <c>garita audit prove</c>: that a release is in the log, or that the log continues a checkpoint. What the server
/// says is verified before it is written.
/// </summary>
internal static class ProveCommand
{
    private static readonly Option<string?> s_release = new("--release")
    {
        Description = "The manifest digest of a release or a way back, 64 hex digits",
        HelpName = "DIGEST",
    };

    private static readonly Option<string?> s_checkpoint = new("--checkpoint")
    {
        Description = "A checkpoint kept from before: prove that the log continues it",
        HelpName = "FILE",
    };

    private static readonly Option<string?> s_out = new("--out")
    {
        Description = "Where to write the proof, or the newer checkpoint (default: standard output)",
        HelpName = "FILE",
    };

    public static Command Create() =>
        new Command("prove", "Prove that a release is in the log, or that the log continues a checkpoint").With(
            s_release, s_checkpoint, LogKeys.Key, s_out).Does(RunAsync);

    private static async Task RunAsync(CliSession session, CancellationToken stop)
    {
        (string? release, string? checkpoint) = (session.Get(s_release), session.Get(s_checkpoint));
        if ((release is null) == (checkpoint is null))
        {
            throw new CliException(ExitCode.Usage, "name --release or --checkpoint");
        }

        using ApiClient api = session.OpenApi();
        NoteKey key = await LogKeys.FindOrAskAsync(session, api, stop);
        byte[] proved = release is not null
            ? await ProveReleaseAsync(api, key, release, stop)
            : await ProveConsistencyAsync(api, key, checkpoint!, stop);
        if (session.Get(s_out) is { } file)
        {
            AuditFiles.Write(Path.GetFullPath(file), proved);
            session.Terminal.Note($"{file}: written, and verified with {key.Name}");
        }
        else
        {
            session.Terminal.Output.Write(Encoding.UTF8.GetString(proved));
        }
    }

    private static async Task<byte[]> ProveReleaseAsync(
        ApiClient api, NoteKey key, string release, CancellationToken stop)
    {
        if (!MerkleHash.TryParse(release, out MerkleHash digest))
        {
            throw new CliException(ExitCode.Usage, "--release: is not 64 hex digits");
        }

        SignedManifest manifest = await api.GetAsync<SignedManifest>($"api/v1/releases/{release}/manifest", stop);
        byte[] file = Encoding.UTF8.GetBytes(manifest.Proof);
        LogRefusal refusal = TlogProof.TryParse(file, out TlogProof? proof);
        if (refusal == LogRefusal.None)
        {
            refusal = proof!.Verify(ReleaseEntry.LeafOf(digest), key, WitnessPolicy.None, null, out _);
        }

        return refusal == LogRefusal.None
            ? file
            : throw new CliException(
                ExitCode.Failed, "what the server sent does not prove it: " + LogRefusals.Of(refusal));
    }

    private static async Task<byte[]> ProveConsistencyAsync(
        ApiClient api, NoteKey key, string path, CancellationToken stop)
    {
        SignedCheckpoint old = AuditFiles.ReadCheckpoint(s_checkpoint.Name, path, key);
        string text = await api.GetTextAsync(
            string.Create(CultureInfo.InvariantCulture, $"api/v1/audit/witness-request?old={old.Size}"), stop);
        LogRefusal refusal = WitnessRequest.TryParse(Encoding.UTF8.GetBytes(text), out WitnessRequest? request);
        SignedCheckpoint? newer = null;
        if (refusal == LogRefusal.None)
        {
            refusal = SignedCheckpoint.TryVerify(request!.Checkpoint, key, key.Name, out newer);
        }

        bool continues = refusal == LogRefusal.None && (old.Size == 0
            || ConsistencyProof.Verify(old.Size, old.Root, newer!.Size, newer.Root, request!.Hashes));
        return continues
            ? newer!.Encode()
            : throw new CliException(
                ExitCode.Failed,
                "the server's log does not continue this checkpoint",
                "keep the checkpoint and what the server says: together they are the evidence");
    }
}
