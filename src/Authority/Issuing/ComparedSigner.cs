using System.Security.Cryptography;
using Garita.Pki.Issuing;
using Garita.Pki.Keys;

namespace Garita.Authority.Issuing;

/// <summary>Signs and compares where there is no request to answer: authorities and the server itself.</summary>
internal static class ComparedSigner
{
    public static byte[] Sign(CertificateIntent intent, ISigningKey key)
    {
        byte[] der;
        try
        {
            der = CertificateWriter.Sign(intent, key);
        }
        catch (CryptographicException fault)
        {
            throw new AuthorityException($"the key that signs for {intent.Profile.Role} failed", fault);
        }

        IntentMismatch mismatch = CertificateComparison.Compare(der, intent);
        return mismatch == IntentMismatch.None
            ? der
            : throw new AuthorityException($"{intent.Profile.Role} was signed with another {mismatch} than meant");
    }
}
