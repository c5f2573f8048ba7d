using System.Globalization;
using Garita.AuditLog.Verification;
using Garita.Merkle.Notes;

namespace Garita.Cli.Audit;

/// <summary>Refusals of logs, checkpoints and proofs, in the words of someone who holds the file.</summary>
internal static class LogRefusals
{
    /// <summary>What is wrong with a checkpoint or a proof.</summary>
    public static string Of(LogRefusal refusal) => refusal switch
    {
        LogRefusal.TooLong => string.Create(
            CultureInfo.InvariantCulture, $"longer than {NoteLimits.MaxProofBytes} bytes, or its checkpoint is"),
        LogRefusal.NotText => "not text",
        LogRefusal.NoSignatures => "there is no signature under it",
        LogRefusal.TooManySignatures => "there are too many signatures under it",
        LogRefusal.BadSignatureLine => "a line of a signature is damaged",
        LogRefusal.BadOrigin => "its first line is no log's name",
        LogRefusal.BadSize => "a number in it is not written as numbers are there",
        LogRefusal.BadHash => "a hash in it is damaged",
        LogRefusal.BadExtension => "there are lines in it that do not belong there",
        LogRefusal.OtherOrigin => "it is of another log",
        LogRefusal.NotSigned => "this log's key did not sign it",
        LogRefusal.BadSignature => "its signature does not verify; it was changed",
        LogRefusal.TooFewWitnesses => "too few witnesses cosigned it",
        LogRefusal.BadHeader => "its first line does not say that it is one",
        LogRefusal.BadExtra => "its extra line is damaged",
        LogRefusal.TooManyHashes => "there are more hashes in it than any proof has",
        LogRefusal.NotIncluded => "its hashes do not lead from this release to the log's root",
        LogRefusal.NotConsistent => "the log does not begin with the entries that were seen before",
        LogRefusal.None => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "no refusal"),
    };

    /// <summary>What is wrong with a whole log.</summary>
    public static string Of(ExportFault fault) => fault switch
    {
        ExportFault.NotALog => "this is not an export of a log",
        ExportFault.OtherLog => "it is of another log than the key",
        ExportFault.BadRecord => "it was changed here, or is cut off",
        ExportFault.Misplaced => "what stands here does not belong here",
        ExportFault.BadEntry => "this entry is none that a log has",
        ExportFault.BadCheckpoint => "the log's key did not sign this checkpoint",
        ExportFault.NotCovered => "this checkpoint covers other entries than those before it",
        ExportFault.NoCheckpoint => "no checkpoint covers the last entries",
        ExportFault.NotConsistent => "it does not begin with the entries that --checkpoint covers",
        ExportFault.None => throw new ArgumentOutOfRangeException(nameof(fault), fault, "no fault"),
    };
}
