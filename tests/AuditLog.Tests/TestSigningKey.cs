using System.Security.Cryptography;
using System.Text;
using Garita.Pki.Keys;

namespace Garita.AuditLog.Tests;

/// <summary>A key made at run time that may be told to fail or to sign something else.</summary>
internal sealed class TestSigningKey : ISigningKey, IDisposable
{
    private readonly ECDsa _pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestSigningKey() => PublicKey = EcPublicKey.Of(_pair);

    public EcPublicKey PublicKey { get; }

    /// <summary>Every text it signed.</summary>
    public List<string> Signed { get; } = [];

    public bool Fails { get; set; }

    public bool Lies { get; set; }

    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        if (Fails)
        {
            throw new CryptographicException("the token was pulled out");
        }

        Signed.Add(Encoding.UTF8.GetString(data));
        byte[] signed = Lies ? [.. data, 0] : data.ToArray();
        return _pair.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    public void Dispose() => _pair.Dispose();
}
