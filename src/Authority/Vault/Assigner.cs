using Garita.Authority.Keys;
using Garita.Pki.Issuing;
using Garita.Pki.Keys;

namespace Garita.Authority.Vault;

/// <summary>
/// What signs updates that are assigned to devices: a key, its certificate, and the issuer to send along. Prints a
/// placeholder for the key.
/// </summary>
public sealed class Assigner : IDisposable
{
    private readonly SoftwareSigningKey _key;

    internal Assigner(
        SoftwareSigningKey key, ReadOnlyMemory<byte> certificate, ReadOnlyMemory<byte> issuer, Validity validity)
    {
        _key = key;
        Certificate = certificate;
        Issuer = issuer;
        Validity = validity;
    }

    /// <summary>Signs; several threads may ask it at once.</summary>
    public ISigningKey Key => _key;

    /// <summary>Its certificate in DER.</summary>
    public ReadOnlyMemory<byte> Certificate { get; }

    /// <summary>The server issuer's certificate in DER.</summary>
    public ReadOnlyMemory<byte> Issuer { get; }

    /// <summary>From when to when the certificate is valid.</summary>
    public Validity Validity { get; }

    /// <summary>Whether it was made just now.</summary>
    public bool WasRenewed { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => $"assigner {_key}";

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
