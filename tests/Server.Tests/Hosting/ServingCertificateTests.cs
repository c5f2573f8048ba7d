using Garita.Authority.Vault;
using Garita.Contracts.Identities;
using Garita.Durable;
using Garita.Server.Hosting;
using Garita.Server.Listeners;
using Garita.Server.Tests.Fixtures;
using Garita.Server.Tests.Listeners;
using Garita.TestKit;

namespace Garita.Server.Tests.Hosting;

public sealed class ServingCertificateTests
{
    [Fact]
    public async Task Certificate_is_renewed_while_the_server_runs_and_not_before_it_is_due()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.Server.DisposeAsync();
        ManualTimeProvider clock = new(TimeProvider.System.GetUtcNow());
        using AuthorityVault vault = Open(server.DataDirectory, clock);
        using ServingCertificate certificate = new(vault, clock, server.Log.CreateLogger("test"));
        CertificateFingerprint first = certificate.Current.Fingerprint;
        DateTimeOffset end = certificate.Current.Validity.NotAfter;
        List<CertificateFingerprint> used = [];
        certificate.Watch(tls => used.Add(tls.Fingerprint));

        clock.Advance(TimeSpan.FromDays(50));
        Assert.Empty(used);
        Assert.Equal(first, certificate.Current.Fingerprint);

        clock.Advance(TimeSpan.FromDays(15));
        Assert.Equal([certificate.Current.Fingerprint], used);
        Assert.NotEqual(first, certificate.Current.Fingerprint);
        Assert.True(certificate.Current.Validity.NotAfter > end);
    }

    [Fact]
    public async Task Failed_renewal_keeps_the_old_certificate_is_logged_and_tried_again()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.Server.DisposeAsync();
        ManualTimeProvider clock = new(TimeProvider.System.GetUtcNow());
        using AuthorityVault vault = Open(server.DataDirectory, clock);
        CapturedLog log = new();
        using ServingCertificate certificate = new(vault, clock, log.CreateLogger("test"));
        CertificateFingerprint first = certificate.Current.Fingerprint;
        bool refuse = true;
        certificate.Watch(_ =>
        {
            if (refuse)
            {
                throw new ListenerStartException(ListenerStartFailure.CertificateTooLarge, "too large");
            }
        });

        clock.Advance(TimeSpan.FromDays(65));
        Assert.Equal(first, certificate.Current.Fingerprint);
        Assert.Contains(log.Lines, line => line.Contains("could not be renewed", StringComparison.Ordinal));

        refuse = false;
        clock.Advance(TimeSpan.FromDays(1));
        Assert.NotEqual(first, certificate.Current.Fingerprint);
    }

    private static AuthorityVault Open(string dataDirectory, ManualTimeProvider clock)
    {
        VaultRefusal refusal = AuthorityVault.TryOpen(
            new VaultLayout(dataDirectory), new DurableFiles(), null, clock.GetUtcNow(), out AuthorityVault? vault);
        Assert.Equal(VaultRefusal.None, refusal);
        return vault!;
    }
}
