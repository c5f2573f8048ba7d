using System.Net.Security;
using System.Security.Authentication;

namespace Garita.Server.Listeners;

/// <summary>TLS 1.2 beside 1.3, for a listener whose operator asked for it by name.</summary>
internal static class LegacyTls
{
    // RFC 9325 4.2: forward secrecy and AEAD only. ECDSA alone: there is no RSA key here to use.
    private static readonly TlsCipherSuite[] s_suites =
    [
        TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    ];

    public static void Apply(SslServerAuthenticationOptions options)
    {
        options.EnabledSslProtocols = SslProtocols.Tls13 | SslProtocols.Tls12;

        // Without a policy OpenSSL's default list would let CBC suites in. The price, no resumption on this listener,
        // is why a 1.3-only listener never sets one.
#pragma warning disable RS0030 // the one place where the ban's reason does not hold: a TLS 1.2 listener must set it
#pragma warning disable CA1416 // Linux only, as the whole program
        options.CipherSuitesPolicy = new CipherSuitesPolicy(s_suites);
#pragma warning restore CA1416, RS0030
    }
}
