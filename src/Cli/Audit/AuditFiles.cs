using Garita.Durable;
using Garita.Merkle.Notes;

namespace Garita.Cli.Audit;

/// <summary>Reads the small files that auditors and witnesses exchange.</summary>
internal static class AuditFiles
{
    public static byte[] Read(string option, string path)
    {
        try
        {
            return new DurableFiles().Read(path, NoteLimits.MaxProofBytes);
        }
        catch (DurableException fault)
        {
            throw new CliException(
                fault.Fault == DurableFault.Missing ? ExitCode.NotFound : ExitCode.Usage,
                $"{option}: {fault.Message}",
                cause: fault);
        }
    }

    public static void Write(string path, byte[] content)
    {
        try
        {
            new DurableFiles().Replace(path, content, FileSecrecy.Public);
        }
        catch (DurableException fault)
        {
            throw new CliException(ExitCode.Failed, fault.Message, cause: fault);
        }
    }

    /// <summary>A checkpoint of a log; refuses one that its key did not sign.</summary>
    public static SignedCheckpoint ReadCheckpoint(string option, string path, NoteKey log)
    {
        LogRefusal refusal = SignedCheckpoint.TryVerify(Read(option, path), log, out SignedCheckpoint? checkpoint);
        return checkpoint ?? throw new CliException(
            ExitCode.Failed, $"{option}: {path}: no checkpoint that this log signed: {LogRefusals.Of(refusal)}");
    }
}
