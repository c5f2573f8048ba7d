using Garita.Firmware;

namespace Garita.Server.Audit;

/// <summary>
/// The audit log as releases see it. Tests stand a double here that fails before or after an entry became durable.
/// </summary>
internal interface IAuditTrail
{
    /// <summary>How many entries there are.</summary>
    long Size { get; }

    /// <summary>
    /// Adds that somebody publishes a release, the way back that belongs to it, and last the release itself. Completes
    /// when all that is durable.
    /// </summary>
    /// <exception cref="Storage.StorageException">It must be taken as not there, and may be there all the same.
    /// </exception>
    Task<ReleaseEntries> AppendReleaseAsync(
        string actor, Sha256Digest release, Sha256Digest? wayBack, CancellationToken cancellationToken);

    /// <summary>
    /// Adds that somebody installs a trust document, and answers the entry's index when it is durable.
    /// </summary>
    /// <exception cref="Storage.StorageException">It must be taken as not there, and may be there all the same.
    /// </exception>
    Task<long> AppendTrustAsync(
        string actor, long version, Sha256Digest document, CancellationToken cancellationToken);

    /// <summary>The index of a manifest's entry at or after an index; null where there is none.</summary>
    /// <exception cref="Storage.StorageException">The log cannot be read.</exception>
    Task<long?> FindManifestAsync(Sha256Digest manifest, long from, CancellationToken cancellationToken);

    /// <summary>The index of a trust document's entry at or after an index; null where there is none.</summary>
    /// <exception cref="Storage.StorageException">The log cannot be read.</exception>
    Task<long?> FindTrustAsync(Sha256Digest document, long from, CancellationToken cancellationToken);
}
