using System.Security.Cryptography;
using Garita.Pki.Keys;

namespace Garita.Pki.Tests;

/// <summary>A signing key made for one test.</summary>
internal sealed class EphemeralKey : ISigningKey, IDisposable
{
    public EphemeralKey() => PublicKey = EcPublicKey.Of(Pair);

    public ECDsa Pair { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public EcPublicKey PublicKey { get; }

    public byte[] Sign(ReadOnlySpan<byte> data) =>
        Pair.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    public void Dispose() => Pair.Dispose();
}
