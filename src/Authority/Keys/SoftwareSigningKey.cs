using System.Security.Cryptography;
using System.Text;
using Garita.Pki.Keys;

namespace Garita.Authority.Keys;

/// <summary>
/// A key held in this process's memory, inside the cryptographic library, which zeroes it when it is disposed. Prints a
/// placeholder.
/// </summary>
public sealed class SoftwareSigningKey : ISigningKey, IDisposable
{
    private const int SecretBytes = 32;

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

    /// <summary>
    /// 32 secret bytes for one use, drawn from the private half (RFC 5869); the caller zeroes them. For keys that sign
    /// nothing: what seals keys on the disk then seals these secrets too.
    /// </summary>
    /// <param name="use">What they are for; another use gives other bytes.</param>
    public byte[] DeriveSecret(string use)
    {
        lock (_gate)
        {
            ECParameters parameters = _pair.ExportParameters(includePrivateParameters: true);
            try
            {
                return HKDF.DeriveKey(
                    HashAlgorithmName.SHA256, parameters.D!, SecretBytes, info: Encoding.UTF8.GetBytes(use));
            }
            finally
            {
                CryptographicOperations.ZeroMemory(parameters.D);
            }
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
