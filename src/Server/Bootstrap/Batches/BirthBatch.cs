using Garita.Contracts.Identities;

namespace Garita.Server.Bootstrap.Batches;

/// <summary>One batch of devices that share a birth certificate.</summary>
/// <param name="Name">Its name; the certificate's is <c>birth:</c> and this.</param>
/// <param name="IsOpen">Whether its birth certificate is accepted.</param>
/// <param name="Fingerprint">The certificate's.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Closed">When it was closed; null while it is open.</param>
public sealed record BirthBatch(
    string Name, bool IsOpen, CertificateFingerprint Fingerprint, DateTimeOffset Created, DateTimeOffset? Closed);
