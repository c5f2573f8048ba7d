using System.Security.Cryptography;
using Garita.Pki.Keys;

namespace Garita.AuditLog.Tests;

/// <summary>A key made at run time that may be told to fail or to sign something else.</summary>
internal sealed class TestSigningKey : ISigningKey, IDisposable
{
    private readonly ECDsa _pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestSigningKey() => PublicKey = EcPublicKey.Of(_pair);

    public EcPublicKey PublicKey { get; }

    public bool Fails { get; set; }

    public bool Lies { get; set; }

    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        if (Fails)
        {
            throw new CryptographicException("the token was pulled out");
        }

        byte[] signed = Lies ? [.. data, 0] : data.ToArray();
        return _pair.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    public void Dispose() => _pair.Dispose();
}
