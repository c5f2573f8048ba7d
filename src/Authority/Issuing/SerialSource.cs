using System.Security.Cryptography;
using Garita.Pki.Issuing;

namespace Garita.Authority.Issuing;

/// <summary>Serial numbers from the system's generator.</summary>
internal static class SerialSource
{
    public static CertificateSerial Draw()
    {
        Span<byte> octets = stackalloc byte[CertificateSerial.Length];
        CertificateSerial serial;
        do
        {
            RandomNumberGenerator.Fill(octets);
        }
        while (!CertificateSerial.TryFromRandom(octets, out serial));

        return serial;
    }
}
