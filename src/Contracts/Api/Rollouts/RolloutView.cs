namespace Garita.Contracts.Api.Rollouts;

/// <summary>A rollout as it stands.</summary>
public sealed record RolloutView
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands, as docs/rollouts.md calls it, in one word.</summary>
    public required string Status { get; init; }

    /// <summary>Why it stands there.</summary>
    public required string Why { get; init; }

    /// <summary>SHA-256 of the definition: what approvals are of.</summary>
    public required string Digest { get; init; }

    /// <summary>The digest of the release's manifest.</summary>
    public required string Release { get; init; }

    /// <summary>The release's version; null where it has none.</summary>
    public string? Version { get; init; }

    /// <summary>Which devices.</summary>
    public required string Target { get; init; }

    /// <summary>What it does by itself when the release is bad.</summary>
    public required string OnFailure { get; init; }

    /// <summary>Whether its release has a way back that devices take.</summary>
    public required bool CanReturn { get; init; }

    /// <summary>Who wrote it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Devices of the target.</summary>
    public required long Members { get; init; }

    /// <summary>Devices that were offered the release.</summary>
    public required long Exposed { get; init; }

    /// <summary>Those of them that are not judged yet.</summary>
    public required long Unjudged { get; init; }

    /// <summary>The open wave, from 0.</summary>
    public required int Wave { get; init; }

    /// <summary>All waves.</summary>
    public required IReadOnlyList<RolloutWaveView> Waves { get; init; }

    /// <summary>What the test that stops it says now.</summary>
    public required string StopEvidence { get; init; }

    /// <summary>What the test that opens the next wave says now.</summary>
    public required string OpenEvidence { get; init; }

    /// <summary>What devices have shown since it was started, or resumed after a stop.</summary>
    public required IReadOnlyList<EvidenceView> Evidence { get; init; }

    /// <summary>How attempts ended.</summary>
    public required IReadOnlyDictionary<string, long> Outcomes { get; init; }

    /// <summary>Who must approve, and who did.</summary>
    public required IReadOnlyList<RoleView> Approvals { get; init; }

    /// <summary>
    /// What was done with it while the audit log could not be written, and is to be entered: how many decisions.
    /// </summary>
    public long NotLogged { get; init; }

    /// <summary>The newest events, the oldest of them first; empty in a list.</summary>
    public required IReadOnlyList<RolloutEventView> Events { get; init; }

    /// <summary>The definition with every default written out; null in a list.</summary>
    public string? Definition { get; init; }
}
