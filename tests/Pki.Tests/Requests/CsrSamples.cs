using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Garita.Pki.Tests.Requests;

/// <summary>Requests made by hand, right and wrong in one field each.</summary>
internal static class CsrSamples
{
    public static byte[] Valid()
    {
        using ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=ignored", pair, HashAlgorithmName.SHA256).CreateSigningRequest();
    }

    /// <summary>A request over a SubjectPublicKeyInfo of the caller's choice, signed by an unrelated key.</summary>
    public static byte[] WithPublicKey(byte[] spki)
    {
        using ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        AsnWriter info = new(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            info.WriteInteger(0);
            info.PushSequence().Dispose();
            info.WriteEncodedValue(spki);
            info.PushSetOf(new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true)).Dispose();
        }

        byte[] signed = info.Encode();
        AsnWriter request = new(AsnEncodingRules.DER);
        using (request.PushSequence())
        {
            request.WriteEncodedValue(signed);
            using (request.PushSequence())
            {
                request.WriteObjectIdentifier(Oids.EcdsaWithSha256);
            }

            request.WriteBitString(pair.SignData(
                signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }

        return request.Encode();
    }

    /// <summary>A P-256 SubjectPublicKeyInfo around any octets of a point.</summary>
    public static byte[] Spki(byte[] point)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Oids.EcPublicKey);
                writer.WriteObjectIdentifier(Oids.Secp256r1);
            }

            writer.WriteBitString(point);
        }

        return writer.Encode();
    }
}
