using System.Security.Cryptography;
using System.Text;

namespace Garita.Authority.Vault;

/// <summary>Finds certificates in PEM text.</summary>
internal static class CertificatePem
{
    /// <summary>The first certificate in DER, or null where there is none.</summary>
    public static byte[]? TryReadFirst(ReadOnlySpan<byte> pem)
    {
        char[] text = new char[pem.Length];
        Encoding.Latin1.GetChars(pem, text);
        try
        {
            int start = 0;
            while (PemEncoding.TryFind(text.AsSpan(start), out PemFields fields))
            {
                ReadOnlySpan<char> here = text.AsSpan(start);
                if (here[fields.Label] is "CERTIFICATE")
                {
                    byte[] der = new byte[fields.DecodedDataLength];
                    return Convert.TryFromBase64Chars(here[fields.Base64Data], der, out _) ? der : null;
                }

                start += fields.Location.End.Value;
            }

            return null;
        }
        finally
        {
            // The text may hold a key beside the certificate.
            Array.Clear(text);
        }
    }
}
