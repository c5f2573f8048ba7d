using Garita.Authority.Issuing;
using Garita.Authority.Vault;

namespace Garita.Server.Hosting;

/// <summary>What a new installation has for its first operator; nothing in it is secret.</summary>
/// <param name="Operator">The operator's certificate.</param>
/// <param name="ServerRootPem">The root that the operator's programs and all devices trust, in PEM.</param>
/// <param name="Draft">Where the data directory is being made; its directory of operators may be written to.</param>
/// <param name="Notices">What the person has to be told.</param>
public sealed record InstallationResult(
    IssuedCertificate Operator, string ServerRootPem, VaultLayout Draft, IReadOnlyList<VaultNotice> Notices);
