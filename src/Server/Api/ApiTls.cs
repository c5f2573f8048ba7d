using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Garita.Server.Api;

/// <summary>TLS of the API: 1.3 only, a client certificate asked for but not demanded.</summary>
internal sealed class ApiTls(SslStreamCertificateContext context, X509ChainPolicy clientPolicy)
{
    // Ours have about 400; whatever is longer is not worth keeping for the life of a connection.
    private const int MaxCertificateBytes = 8 * 1024;

    private volatile SslStreamCertificateContext _context = context;

    /// <summary>What new connections are shown; one context for all of them.</summary>
    public SslStreamCertificateContext Context
    {
        get => _context;
        set => _context = value;
    }

    /// <summary>
    /// What a handshake uses. The handshake only proves that the client holds the key of whatever certificate it shows;
    /// <see cref="Access.ApiGate"/> judges the certificate, on every request, so that a refusal can be told as a
    /// problem
    /// and a disabled operator is out on open connections as well.
    /// </summary>
    public SslServerAuthenticationOptions Options() => new()
    {
        ServerCertificateContext = _context,
        EnabledSslProtocols = SslProtocols.Tls13,
        ClientCertificateRequired = true,
        CertificateChainPolicy = clientPolicy,
        RemoteCertificateValidationCallback = static (_, shown, _, _) => Fits(shown),
    };

    private static bool Fits(X509Certificate? shown) =>
        shown is null || shown.GetRawCertData().Length <= MaxCertificateBytes;
}
