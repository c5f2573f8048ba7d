using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Garita.Cli.Api;

/// <summary>
/// Makes the HTTP client for a context: TLS 1.3, the context's own root and nothing else, name checked.
/// </summary>
public static class ApiConnection
{
    /// <summary>A client that authenticates with the context's certificate or token. The caller disposes it.</summary>
    public static HttpClient Open(OperatorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.Add(context.LoadRoot());
        SslClientAuthenticationOptions tls = new()
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            CertificateChainPolicy = policy,
        };
        string? token = context.LoadToken();
        if (context.LoadCertificate() is { } certificate)
        {
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(
                certificate, LoadIssuers(context), offline: true);
        }

        else if (token is null)
        {
            throw new CliException(
                ExitCode.Usage,
                $"{context.Directory}: neither {OperatorContext.CertificateFile} "
                    + $"nor {OperatorContext.TokenFile} is here",
                "a device's or a service's directory is no operator's: 'garita operator add' makes one");
        }

        HttpClient client = new(new SocketsHttpHandler
        {
            SslOptions = tls,
            AllowAutoRedirect = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
        })
        {
            BaseAddress = context.Server,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return client;
    }

    private static X509Certificate2Collection LoadIssuers(OperatorContext context)
    {
        X509Certificate2Collection chain = [];
        chain.ImportFromPemFile(Path.Combine(context.Directory, OperatorContext.CertificateFile));
        chain.RemoveAt(0);
        return chain;
    }
}
