using System.Security.Cryptography;
using Garita.Device.Keys;
using Garita.Pki.Keys;

namespace Garita.Device.Bootstrap;

/// <summary>
/// The key of a key store, for signing; opened for each signature, so that it is in memory no longer.
/// </summary>
internal sealed class StoredKey : ISigningKey
{
    private readonly IKeyStore _store;

    /// <summary>Reads the public half.</summary>
    /// <exception cref="DeviceException">There is no key, or it cannot be opened.</exception>
    public StoredKey(IKeyStore store)
    {
        _store = store;
        using ECDsa pair = store.OpenKey();
        PublicKey = EcPublicKey.Of(pair);
    }

    /// <inheritdoc/>
    public EcPublicKey PublicKey { get; }

    /// <inheritdoc/>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        using ECDsa pair = _store.OpenKey();
        return pair.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <inheritdoc/>
    public override string ToString() => "StoredKey { *** }";
}
