namespace Garita.Contracts.Api.Audit;

/// <summary>The audit log as it stands.</summary>
/// <param name="Origin">The log's name, the first line of its checkpoints.</param>
/// <param name="Key">The key that verifies it, as C2SP signed-note writes keys: all that an auditor must trust.</param>
/// <param name="Size">How many entries it has.</param>
/// <param name="Root">The root of its Merkle tree, 64 lower-case hex digits.</param>
/// <param name="Checkpoint">The newest signed checkpoint.</param>
/// <param name="Cosigned">The newest checkpoint that witnesses cosigned, with their lines; null where none did.</param>
public sealed record AuditLogView(
    string Origin, string Key, long Size, string Root, string Checkpoint, string? Cosigned)
{
    /// <summary>What is to be entered when the log can be written again, the first hundred.</summary>
    public IReadOnlyList<LateEntryView> Late { get; init; } = [];
}
