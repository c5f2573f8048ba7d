using Garita.Merkle;

namespace Garita.AuditLog.Entries;

/// <summary>
/// Ties a release to its way back. The way back's manifest is a <see cref="ReleaseEntry"/> of its own, as devices
/// demand a proof for it too.
/// </summary>
/// <param name="Time">When, to the millisecond.</param>
/// <param name="Release">Manifest digest of the release.</param>
/// <param name="WayBack">Manifest digest of the manifest that leads back.</param>
public sealed record WayBackEntry(DateTimeOffset Time, MerkleHash Release, MerkleHash WayBack) : ILogEntry
{
    /// <inheritdoc/>
    public LogEntryKind Kind => LogEntryKind.WayBack;
}
