namespace Garita.Server.Audit;

/// <summary>Limits of the audit log's upkeep.</summary>
public sealed record AuditOptions
{
    /// <summary>
    /// How long refusal summaries keep their bytes: a year, to look back at. Their hashes, and all other entries, stay
    /// for good.
    /// </summary>
    public TimeSpan KeepRefusals { get; init; } = TimeSpan.FromDays(365);

    /// <summary>
    /// How long witnesses are shown the same checkpoint, so that several can cosign one while the log grows.
    /// </summary>
    public TimeSpan WitnessPatience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Checkpoints at one time that wait for more witnesses; the oldest gives way.</summary>
    public int MaxGathering { get; init; } = 8;
}
