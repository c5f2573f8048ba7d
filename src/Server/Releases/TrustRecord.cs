using Garita.Firmware;

namespace Garita.Server.Releases;

/// <summary>A trust document as the database has it.</summary>
internal sealed record TrustRecord
{
    public required long Version { get; init; }

    /// <summary>SHA-256 over the signed document.</summary>
    public required Sha256Digest Digest { get; init; }

    public required byte[] Document { get; init; }

    public required string InstalledBy { get; init; }

    public required DateTimeOffset Installed { get; init; }

    /// <summary>How long the log was before its entry was made.</summary>
    public required long LogFrom { get; init; }

    /// <summary>Its entry in the log; null while that is not known to be durable, and the document not in force.
    /// </summary>
    public long? LogIndex { get; init; }
}
