using System.Security.Cryptography.X509Certificates;
using Garita.MqttClient.Trust;
using Garita.TestKit;

namespace Garita.MqttClient.Tests.Transports;

/// <summary>A false broker learns nothing: each test counts the bytes that reached it.</summary>
public sealed class TlsTransportTests : IDisposable
{
    private readonly TestSetup _setup = new();
    private readonly TestAuthority _stranger = new("Stranger");

    private TestAuthority Authority => _setup.Authority;

    public void Dispose()
    {
        _setup.Dispose();
        _stranger.Dispose();
    }

    [Fact]
    public Task Broker_of_another_CA_is_refused() => Refused(
        ClientFault.CertificateUntrusted, _stranger.IssueServer(names: "localhost"), _stranger.Issuer);

    [Fact]
    public Task Broker_that_brings_its_own_root_is_refused() => Refused(
        ClientFault.CertificateUntrusted, _stranger.IssueServer(names: "localhost"), _stranger.Issuer, _stranger.Root);

    [Fact]
    public Task Broker_with_another_name_is_refused() => Refused(
        ClientFault.CertificateName, Authority.IssueServer(names: "other.lan"), Authority.Issuer);

    [Fact]
    public Task Expired_broker_is_refused() => Refused(
        ClientFault.CertificateExpired, Authority.IssueServer(-10, -1, "localhost"), Authority.Issuer);

    [Fact]
    public Task Broker_not_valid_yet_is_refused() => Refused(
        ClientFault.CertificateNotYetValid, Authority.IssueServer(1, 10, "localhost"), Authority.Issuer);

    [Fact]
    public Task Device_posing_as_the_broker_is_refused() => Refused(
        ClientFault.CertificateUsage, Authority.IssueClientNamed("localhost"), Authority.Issuer);

    [Fact]
    public async Task Broker_with_its_name_only_in_the_common_name_is_refused()
    {
        using X509Certificate2 bare = Authority.IssueServerWithoutNames("localhost");
        await Refused(ClientFault.CertificateName, bare, Authority.Issuer);
    }

    [Fact]
    public async Task Broker_of_an_issuer_that_is_not_pinned_is_refused()
    {
        using X509Certificate2 other = Authority.NewIssuer("Other Issuer");
        using X509Certificate2 backup = Authority.NewIssuer("Backup Issuer");
        ServerTrust pinned = ServerTrust.InRoots(Authority.Root)
            .PinnedTo(SpkiPin.Of(Authority.Issuer), SpkiPin.Of(backup));

        await Refused(
            ClientFault.CertificatePin, pinned, TestAuthority.IssueServerFrom(other, "localhost"), other);
    }

    [Fact]
    public async Task Broker_of_the_pinned_issuer_and_of_its_backup_are_accepted()
    {
        using X509Certificate2 backup = Authority.NewIssuer("Backup Issuer");
        ServerTrust pinned = ServerTrust.InRoots(Authority.Root)
            .PinnedTo(SpkiPin.Of(Authority.Issuer), SpkiPin.Of(backup));

        await Accepted(pinned, Authority.IssueServer(names: "localhost"), Authority.Issuer);
        await Accepted(pinned, TestAuthority.IssueServerFrom(backup, "localhost"), backup);
    }

    [Fact]
    public void Trust_in_no_roots_is_refused() =>
        Assert.Throws<ArgumentException>(() => ServerTrust.InRoots([]));

    private Task Refused(ClientFault expected, X509Certificate2 shown, params X509Certificate2[] issuers) =>
        Refused(expected, ServerTrust.InRoots(Authority.Root), shown, issuers);

    private async Task Refused(
        ClientFault expected, ServerTrust trust, X509Certificate2 shown, params X509Certificate2[] issuers)
    {
        await using FalseServer server = new(shown, issuers);
        await using BrokerClient client = new(_setup.Options(server.Port) with
        {
            Transport = _setup.Transport(server.Port, trust: trust),
        });

        MqttClientException fault =
            await Assert.ThrowsAsync<MqttClientException>(() => client.ConnectAsync(TestSetup.Soon()));

        Assert.Equal(expected, fault.Fault);
        Assert.Equal(0, await server.HeardAsync());
    }

    private async Task Accepted(ServerTrust trust, X509Certificate2 shown, X509Certificate2 issuer)
    {
        await using FalseServer server = new(shown, issuer);
        await using Stream stream =
            await _setup.Transport(server.Port, trust: trust).OpenAsync(TestSetup.Soon());
        await stream.WriteAsync(new byte[5], TestSetup.Soon());
        await stream.DisposeAsync();
        Assert.Equal(5, await server.HeardAsync());
    }
}
