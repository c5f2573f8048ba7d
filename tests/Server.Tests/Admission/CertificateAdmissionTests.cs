using System.Security.Cryptography.X509Certificates;
using Garita.Broker.Connections;
using Garita.Contracts.Identities;
using Garita.Pki;
using Garita.Pki.Verification;
using Garita.Server.Admission;
using Garita.Server.Tests.Listeners;
using Garita.TestKit;

namespace Garita.Server.Tests.Admission;

public sealed class CertificateAdmissionTests : IDisposable
{
    private readonly TestPki _pki = new();
    private readonly TestRegistry _registry = new();
    private readonly ManualTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private readonly CertificateAdmission _admission;

    public CertificateAdmissionTests() => _admission = new CertificateAdmission(_pki.Trust(), _registry, _time);

    public void Dispose() => _pki.Dispose();

    [Fact]
    public void Active_certificate_is_admitted_as_the_identity_it_proves()
    {
        using X509Certificate2 device = _pki.Device("ABCD1234");
        _registry.Set(device, Identity.Device("ABCD1234"));

        AdmissionVerdict verdict = _admission.Judge(device, "192.0.2.1:5");

        Assert.True(verdict.IsAdmitted);
        Assert.Equal(Identity.Device("ABCD1234"), verdict.Peer!.Attributes.Identity);
        Assert.Equal(CertificateFingerprint.Of(device.RawData), verdict.Peer.Fingerprint);
        Assert.Equal("192.0.2.1:5", verdict.Peer.RemoteAddress);
    }

    [Theory]
    [InlineData(PeerRefusal.Revoked)]
    [InlineData(PeerRefusal.Disabled)]
    [InlineData(PeerRefusal.Removed)]
    public void Registrys_refusal_goes_with_the_peer(PeerRefusal refusal)
    {
        using X509Certificate2 device = _pki.Device("ABCD1234");
        _registry.Set(device, Identity.Device("ABCD1234"), refusal);

        AdmissionVerdict verdict = _admission.Judge(device, "-");

        Assert.False(verdict.IsAdmitted);
        Assert.Equal(refusal, verdict.Peer!.Refusal);
    }

    [Fact]
    public void Certificate_that_the_registry_does_not_know_is_unknown()
    {
        using X509Certificate2 known = _pki.Device("ABCD1234");
        using X509Certificate2 other = _pki.Device("ABCD1234");
        _registry.Set(known, Identity.Device("ABCD1234"));

        Assert.Equal(PeerRefusal.Unknown, _admission.Judge(other, "-").Peer!.Refusal);
    }

    [Fact]
    public void Certificate_that_the_registry_holds_under_another_name_is_unknown()
    {
        using X509Certificate2 device = _pki.Device("ABCD1234");
        _registry.Set(device, Identity.Device("ABCD1235"));

        AdmissionVerdict verdict = _admission.Judge(device, "-");

        Assert.Equal(PeerRefusal.Unknown, verdict.Peer!.Refusal);
        Assert.Equal(Identity.Device("ABCD1234"), verdict.Peer.Attributes.Identity);
    }

    [Fact]
    public void Kind_follows_issuer_and_purpose()
    {
        using X509Certificate2 service =
            TestPki.Leaf("service:commands", _pki.PeopleIssuer, TestPki.ClientAuth + "+" + Oids.GaritaService);
        using X509Certificate2 person =
            TestPki.Leaf("operator:ana", _pki.PeopleIssuer, TestPki.ClientAuth + "+" + Oids.GaritaOperator);

        Assert.Equal(Identity.Service("commands"), _admission.Judge(service, "-").Peer!.Attributes.Identity);
        Assert.Equal(Identity.Operator("ana"), _admission.Judge(person, "-").Peer!.Attributes.Identity);
    }

    [Theory]
    [InlineData("operator:ana", TestPki.ClientAuth)]
    [InlineData("service:commands", TestPki.ClientAuth + "+" + Oids.GaritaService)]
    [InlineData("ABCD1234", TestPki.ServerAuth)]
    public void Device_issuer_makes_nothing_but_devices(string commonName, string purposes)
    {
        using X509Certificate2 certificate = TestPki.Leaf(commonName, _pki.DeviceIssuer, purposes);
        _registry.Set(certificate, Identity.Operator("ana"));

        AdmissionVerdict verdict = _admission.Judge(certificate, "-");

        Assert.NotEqual(ChainRefusal.None, verdict.Chain);
        Assert.Null(verdict.Peer);
    }

    [Fact]
    public void Stranger_is_no_peer_at_all()
    {
        using X509Certificate2 root = TestPki.Root("CN=Somebody Else");
        using X509Certificate2 stranger = TestPki.Leaf("ABCD1234", root, TestPki.ClientAuth);

        AdmissionVerdict verdict = _admission.Judge(stranger, "-");

        Assert.Equal(ChainRefusal.UnknownIssuer, verdict.Chain);
        Assert.Null(verdict.Peer);
    }

    [Fact]
    public void Expired_certificate_is_a_peer_that_is_told_so()
    {
        using X509Certificate2 device = _pki.Device("ABCD1234");
        _registry.Set(device, Identity.Device("ABCD1234"));
        _time.Advance(TimeSpan.FromDays(365 * 28.5));

        AdmissionVerdict verdict = _admission.Judge(device, "-");

        Assert.False(verdict.IsAdmitted);
        Assert.Equal(PeerRefusal.Expired, verdict.Peer!.Refusal);
    }

    [Fact]
    public void Issuer_that_is_taken_away_admits_nobody_any_more()
    {
        using X509Certificate2 device = _pki.Device("ABCD1234");
        _registry.Set(device, Identity.Device("ABCD1234"));
        using TestPki next = new();

        _admission.Trust = next.Trust();

        // The next issuer has the same name and another key.
        Assert.Equal(ChainRefusal.BadSignature, _admission.Judge(device, "-").Chain);
    }
}
