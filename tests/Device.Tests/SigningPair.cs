using System.Security.Cryptography;
using Garita.Pki.Keys;

namespace Garita.Device.Tests;

/// <summary>A signing key made for one test, for whatever is signed.</summary>
internal sealed class SigningPair : ISigningKey, IDisposable
{
    private readonly ECDsa _pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public SigningPair() => PublicKey = EcPublicKey.Of(_pair);

    public EcPublicKey PublicKey { get; }

    public byte[] Sign(ReadOnlySpan<byte> data) =>
        _pair.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    public void Dispose() => _pair.Dispose();
}
