using Garita.Merkle.Notes;

namespace Garita.AuditLog.Witnessing;

/// <summary>A witness's answer to one request.</summary>
/// <param name="Status">What it came to.</param>
/// <param name="Size">Leaves of the tree cosigned last, this one included; the body of a conflict.</param>
/// <param name="Cosignature">The signature line, where it cosigned; the body of a success.</param>
public sealed record WitnessAnswer(WitnessStatus Status, long Size, NoteSignature? Cosignature);
