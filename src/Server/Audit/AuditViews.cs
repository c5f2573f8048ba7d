using System.Text;
using Garita.AuditLog;
using Garita.AuditLog.Entries;
using Garita.Contracts.Api.Audit;

namespace Garita.Server.Audit;

/// <summary>The log as the API shows it.</summary>
internal static class AuditViews
{
    public static AuditLogView Log(TransparencyLog log) => new(
        log.Key.Name,
        log.Key.ToString(),
        log.Checkpoint.Size,
        Hex(log.Checkpoint.Root.Span),
        Text(log.Checkpoint.Encode()),
        log.CosignedCheckpoint is { } cosigned ? Text(cosigned.Encode()) : null);

    public static LateEntryView Late(LateEntry late) => new(late.Done, late.Actor, late.Action, late.Subject);

    /// <summary>
    /// The proof of an entry as a tlog-proof file: under the newest cosigned checkpoint that covers it, else under the
    /// newest.
    /// </summary>
    public static string Proof(AuditBook audit, long index) =>
        audit.Read(log => Text((log.ProveCosigned(index) ?? log.Prove(index)).Encode()));

    public static AuditEntryView Entry(StoredEntry stored) => stored.Entry switch
    {
        ReleaseEntry release => Bare(stored) with { Kind = "release", Digest = Hex(release.ManifestDigest.Span) },
        WayBackEntry back => Bare(stored) with
        {
            Kind = "way-back",
            Time = back.Time,
            Digest = Hex(back.Release.Span),
            WayBack = Hex(back.WayBack.Span),
        },
        IntentEntry intent => Bare(stored) with
        {
            Kind = "intent",
            Time = intent.Time,
            Operation = intent.Operation.ToString(),
            Actor = intent.Actor,
            Action = intent.Action,
            Subject = intent.Subject,
            Digest = Hex(intent.Digest.Span),
        },
        OutcomeEntry outcome => Bare(stored) with
        {
            Kind = "outcome",
            Time = outcome.Time,
            Operation = outcome.Operation.ToString(),
            Result = Word(outcome.Result),
            Digest = Hex(outcome.Digest.Span),
            Text = outcome.Detail,
        },
        RefusalSummary summary => Bare(stored) with
        {
            Kind = "refusal-summary",
            Time = summary.Minute,
            Refusals = [.. summary.Rows.Select(row => new AuditRefusalView(row.Identity, row.Reason, row.Count))],
            Others = summary.Others,
        },
        NoteEntry note => Bare(stored) with
        {
            Kind = "note",
            Time = note.Time,
            Actor = note.Actor,
            Text = note.Text,
        },
        _ => Bare(stored),
    };

    internal static string Text(byte[] note) => Encoding.UTF8.GetString(note);

    private static AuditEntryView Bare(StoredEntry stored) => new()
    {
        Index = stored.Index,
        Leaf = Hex(stored.Leaf.Span),
        Body = stored.Entry is null ? null : EntryFormat.Encode(stored.Entry),
    };

    private static string Word(OutcomeResult result) => result switch
    {
        OutcomeResult.Done => "done",
        OutcomeResult.Refused => "refused",
        OutcomeResult.Failed => "failed",
    };

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
