using System.Security.Cryptography.X509Certificates;

namespace Garita.Server.Listeners;

/// <summary>A client certificate's subject and issuer as a log may show them: a stranger wrote them.</summary>
/// <param name="Subject">RFC 2253-like text, at most 200 characters, printable ASCII only.</param>
/// <param name="Issuer">The same of the issuer.</param>
public sealed record PeerCertificateNames(string Subject, string Issuer)
{
    // Longer than any name our own profiles make; a hostile one can be 16 kB.
    private const int MaxLength = 200;

    /// <summary>Reads a certificate's names.</summary>
    public static PeerCertificateNames Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new PeerCertificateNames(Printable(certificate.Subject), Printable(certificate.Issuer));
    }

    private static string Printable(string text)
    {
        ReadOnlySpan<char> kept = text.AsSpan(0, Math.Min(text.Length, MaxLength));
        return string.Create(kept.Length, kept, static (into, from) =>
        {
            for (int i = 0; i < from.Length; i++)
            {
                into[i] = char.IsBetween(from[i], ' ', '~') ? from[i] : '?';
            }
        });
    }
}
