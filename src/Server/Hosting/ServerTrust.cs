using System.Net.Security;
using System.Security.Cryptography;
using Garita.Authority.Vault;

namespace Garita.Server.Hosting;

/// <summary>What listeners show and clients trust, made from the vault.</summary>
internal static class ServerTrust
{
    /// <summary>The server root in PEM: all that devices and people's programs trust.</summary>
    public static string RootPem(AuthorityVault vault) =>
        PemEncoding.WriteString("CERTIFICATE", vault.Certificates.ServerRoot.Der.Span) + "\n";

    /// <summary>The server's certificate with its issuer, loaded once for all connections.</summary>
    public static SslStreamCertificateContext Context(ServerTls tls) =>
        SslStreamCertificateContext.Create(tls.Certificate, [tls.Issuer], offline: true);
}
