using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Garita.Quic;

namespace Garita.Server.Listeners;

/// <summary>
/// What a listener shows and what it trusts. Made once and shared by all its connections: a context per connection
/// would cost memory for each and end session resumption. A renewal makes a new one and swaps it in.
/// </summary>
public sealed class ListenerCredentials
{
    private ListenerCredentials(SslStreamCertificateContext context, X509ChainPolicy clientPolicy)
    {
        Context = context;
        ClientPolicy = clientPolicy;
    }

    /// <summary>
    /// The bytes of the TLS Certificate message (RFC 8446 4.4.2), the largest that a handshake sends.
    /// </summary>
    public int CertificateMessageBytes => 8 + 5 + Context.TargetCertificate.RawDataMemory.Length
        + Context.IntermediateCertificates.Sum(c => c.RawDataMemory.Length + 5);

    internal SslStreamCertificateContext Context { get; }

    internal X509ChainPolicy ClientPolicy { get; }

    /// <summary>What a listener on QUIC shows.</summary>
    internal QuicCertificate ForQuic() => new(Context.TargetCertificate, [.. Context.IntermediateCertificates]);

    /// <summary>Throws where the certificates break the record limit that a listener promises.</summary>
    /// <exception cref="ListenerStartException">They do; the message says by how much.</exception>
    internal void CheckFits(ListenerOptions options)
    {
        if (CertificateMessageBytes > options.MaxRecordBytes)
        {
            throw new ListenerStartException(
                ListenerStartFailure.CertificateTooLarge,
                $"The server certificate and its issuers take {CertificateMessageBytes} bytes, "
                + $"the record limit of {options.Endpoint} is {options.MaxRecordBytes}: "
                + "use fewer names or a larger limit.");
        }
    }

    /// <summary>Puts the two together.</summary>
    /// <param name="server">The server's certificate with its private key.</param>
    /// <param name="issuers">The certificates between it and the server root, without the root.</param>
    /// <param name="clientPolicy">How a client's chain is judged: own root only, no downloads, no online
    /// checks.</param>
    /// <exception cref="ArgumentException">The policy trusts more than its own roots, or would use the
    /// network.</exception>
    public static ListenerCredentials Create(
        X509Certificate2 server, X509Certificate2Collection issuers, X509ChainPolicy clientPolicy)
    {
        ArgumentNullException.ThrowIfNull(clientPolicy);

        // A revocation mode would download inside handshakes and keep a cache that nobody can clear; revocation is the
        // registry's answer instead, asked on every handshake.
        bool safe = clientPolicy is
        {
            TrustMode: X509ChainTrustMode.CustomRootTrust,
            RevocationMode: X509RevocationMode.NoCheck,
            DisableCertificateDownloads: true,
            VerificationFlags: X509VerificationFlags.NoFlag,
            CustomTrustStore.Count: > 0,
        };
        return safe
            ? new ListenerCredentials(SslStreamCertificateContext.Create(server, issuers, offline: true), clientPolicy)
            : throw new ArgumentException("the client policy must trust its own roots only", nameof(clientPolicy));
    }
}
