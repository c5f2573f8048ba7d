using Garita.Authority.Keys;
using Garita.Pki.Issuing;

namespace Garita.Authority.Vault;

/// <summary>What someone asked of a new vault.</summary>
/// <param name="Names">The server's names; at least one.</param>
/// <param name="RootPassphrase">Encrypts the two roots and the people issuer. Owned by the caller.</param>
/// <param name="UnlockSecret">
/// Encrypts the device issuer, the server issuer and the server's key; null leaves them plain, mode 0600. Owned by the
/// caller.
/// </param>
public sealed record VaultRequest(AlternativeNames Names, Passphrase RootPassphrase, Passphrase? UnlockSecret)
{
    /// <summary>The O of the roots, or null for none.</summary>
    public string? Organization { get; init; }

    /// <summary>
    /// The device issuer's common name. It is in every device certificate, so each character costs each device a byte.
    /// </summary>
    public string DeviceIssuerName { get; init; } = "D";

    /// <summary>Rounds of key derivation; lower in tests alone.</summary>
    internal int Iterations { get; init; } = KeyPem.DefaultIterations;
}
