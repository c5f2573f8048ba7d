using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Garita.Pki.Keys;

/// <summary>Lets the framework's certificate builder sign through <see cref="ISigningKey"/>.</summary>
internal sealed class SigningKeyGenerator(ISigningKey key) : X509SignatureGenerator
{
    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            // RFC 5758 3.2: the parameters field is absent.
            writer.WriteObjectIdentifier(Oids.EcdsaWithSha256);
        }

        return writer.Encode();
    }

    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) =>
        hashAlgorithm == HashAlgorithmName.SHA256
            ? key.Sign(data)
            : throw new ArgumentOutOfRangeException(nameof(hashAlgorithm));

    protected override PublicKey BuildPublicKey() => key.PublicKey.ToPublicKey();
}
