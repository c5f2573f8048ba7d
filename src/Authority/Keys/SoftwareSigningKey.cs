using System.Security.Cryptography;
using Garita.Pki.Keys;

namespace Garita.Authority.Keys;

/// <summary>
/// A key held in this process's memory, inside the cryptographic library, which zeroes it when it is disposed. Prints a
/// placeholder.
/// </summary>
public sealed class SoftwareSigningKey : ISigningKey, IDisposable
{
    private readonly ECDsa _pair;

    // One key is asked by many requests; the framework does not promise that one ECDsa may sign on two threads at once.
    private readonly Lock _gate = new();

    private SoftwareSigningKey(ECDsa pair)
    {
        _pair = pair;
        PublicKey = EcPublicKey.Of(pair);
    }

    /// <inheritdoc/>
    public EcPublicKey PublicKey { get; }

    /// <summary>A fresh key from the system's generator.</summary>
    public static SoftwareSigningKey Generate() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <inheritdoc/>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            return _pair.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => "[signing key]";

    /// <inheritdoc/>
    public void Dispose() => _pair.Dispose();

    /// <summary>Takes ownership of a key pair.</summary>
    internal static SoftwareSigningKey Own(ECDsa pair) => new(pair);

    /// <summary>The pair itself, for sealing and for TLS; it stays owned here.</summary>
    internal ECDsa Pair => _pair;
}
