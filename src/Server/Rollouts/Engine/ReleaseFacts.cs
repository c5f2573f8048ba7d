using Garita.Firmware;

namespace Garita.Server.Rollouts.Engine;

/// <summary>What a rollout needs to know of its release.</summary>
/// <param name="Manifest">Its manifest's digest.</param>
/// <param name="Version">What people call it.</param>
/// <param name="Epoch">Its security epoch.</param>
/// <param name="PayloadBytes">Bytes that one device downloads.</param>
/// <param name="WayBack">The manifest of its way back; null where it has none.</param>
/// <param name="WayBackEpoch">The way back's security epoch.</param>
internal sealed record ReleaseFacts(
    Sha256Digest Manifest, string? Version, long Epoch, long PayloadBytes, Sha256Digest? WayBack, long WayBackEpoch)
{
    /// <summary>Whether it was withdrawn since: what began goes on, nothing begins.</summary>
    public bool IsWithdrawn { get; init; }

    /// <summary>Whether devices that confirmed the release would take its way back.</summary>
    public bool CanReturn => WayBack is not null && WayBackEpoch >= Epoch;
}
