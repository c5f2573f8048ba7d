using System.Security.Cryptography;
using Garita.Firmware.Building;
using Garita.Firmware.Manifests;
using Garita.Firmware.Trust;
using Garita.Pki.Keys;

namespace Garita.Device.Tests.Update;

/// <summary>A release key made for one test; as a root key it signs trust documents as well.</summary>
internal sealed class ReleaseSigner : ISigningKey, IDisposable
{
    private readonly ECDsa _pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public ReleaseSigner()
    {
        PublicKey = EcPublicKey.Of(_pair);
        Keys = ReleaseKeys.TryCreate([PublicKey], 1)!;
    }

    public static Guid Vendor { get; } = NameUuid.Vendor("example.com");

    public static Guid Class { get; } = NameUuid.Class(Vendor, "thermostat-2");

    public EcPublicKey PublicKey { get; }

    public ReleaseKeys Keys { get; }

    /// <summary>A trust document with this root key, which names one release key: this one, or another.</summary>
    public byte[] Document(int version, ReleaseSigner? release = null)
    {
        byte[] document = new TrustDocument
        {
            Version = version,
            Root = TrustRole.TryCreate(1, [PublicKey])!,
            Release = TrustRole.TryCreate(1, [(release ?? this).PublicKey])!,
        }.Encode();
        return SignedTrustDocument.Assemble(document, [SignedTrustDocument.Sign(document, this)]);
    }

    public byte[] Sign(ReadOnlySpan<byte> data) =>
        _pair.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    public void Dispose() => _pair.Dispose();
}
