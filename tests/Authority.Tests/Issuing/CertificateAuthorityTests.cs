using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Garita.Authority.Issuing;
using Garita.Authority.Keys;
using Garita.Authority.Tests.Vault;
using Garita.Authority.Vault;
using Garita.Contracts.Identities;
using Garita.Pki.Requests;
using Garita.Pki.Verification;
using Garita.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garita.Authority.Tests.Issuing;

public sealed class CertificateAuthorityTests : IDisposable
{
    private static readonly Identity s_device = Identity.Device("ABCD1234");

    private readonly VaultScene _scene = new();
    private readonly MemoryIssuanceStore _store = new();
    private readonly AuthorityVault _vault;
    private readonly ManualTimeProvider _time;

    public CertificateAuthorityTests()
    {
        _scene.Init();
        _vault = _scene.Open();
        _time = new ManualTimeProvider(_scene.Now);
    }

    public void Dispose()
    {
        _vault.Dispose();
        _scene.Dispose();
    }

    [Fact]
    public async Task A_device_gets_a_certificate_that_is_recorded_before_and_after_signing()
    {
        ParsedCsr csr = NewCsr();
        IssueResult result = await IssueAsync(new IssueRequest(s_device, csr, "line-1"));
        Assert.Equal(IssueRefusal.None, result.Refusal);
        PeerVerdict verdict = PeerCertificate.Verify(result.Certificate!.Der.Span, _vault.Trust, _scene.Now);
        Assert.Equal((s_device, "line-1"), (verdict.Peer!.Identity, verdict.Peer.OrganizationalUnit));
        Assert.Equal(csr.PublicKey.Hash, verdict.Peer.KeyHash);
        IssuanceIntent intent = Assert.Single(_store.Intents);
        Assert.Equal(csr.Der.ToArray(), intent.Csr.ToArray());
        IssuanceOutcome outcome = _store.Outcomes[intent.Serial];
        Assert.Equal((IssuanceOutcomeKind.Issued, verdict.Peer.Fingerprint), (outcome.Kind, outcome.Fingerprint));
        Assert.InRange(result.Certificate.Der.Length, 340, 360 + "line-1".Length + 11);
    }

    [Fact]
    public async Task A_key_that_is_another_identitys_is_refused_and_names_its_owner_to_the_caller_alone()
    {
        ParsedCsr csr = NewCsr();
        Assert.Equal(IssueRefusal.None, (await IssueAsync(new IssueRequest(s_device, csr))).Refusal);
        IssueResult copy = await IssueAsync(new IssueRequest(Identity.Device("ABCD1235"), csr));
        Assert.Equal((IssueRefusal.KeyOfAnother, s_device), (copy.Refusal, copy.KeyOwner));
        Assert.Null(copy.Certificate);

        // The same identity may have its certificate made again from the same request.
        Assert.Equal(IssueRefusal.None, (await IssueAsync(new IssueRequest(s_device, csr))).Refusal);
    }

    [Fact]
    public async Task People_come_from_the_people_issuer_and_devices_from_theirs()
    {
        Identity ana = Identity.Operator("ana");
        Assert.Equal(VaultRefusal.None, _vault.TryUnlockPeopleIssuer(_scene.Root, out Issuer? people));
        using (people)
        {
            Assert.Equal(IssueRefusal.WrongIssuer, (await IssueAsync(new IssueRequest(ana, NewCsr()))).Refusal);
            Assert.Equal(
                IssueRefusal.WrongIssuer, (await IssueAsync(new IssueRequest(s_device, NewCsr()), people)).Refusal);
            foreach (Identity identity in new[] { ana, Identity.Service("commands") })
            {
                IssueResult result = await IssueAsync(new IssueRequest(identity, NewCsr()), people);
                PeerVerdict verdict = PeerCertificate.Verify(
                    result.Certificate!.Der.Span, _vault.Trust, _scene.Now);
                Assert.Equal(identity, verdict.Peer!.Identity);
            }
        }
    }

    [Fact]
    public async Task A_wrong_clock_or_an_old_issuer_is_refused()
    {
        IssueRequest request = new(s_device, NewCsr());
        Assert.Equal(
            IssueRefusal.ClockBeforeAuthority,
            (await IssueAsync(request, time: new ManualTimeProvider(_scene.Now.AddDays(-1)))).Refusal);
        Assert.Equal(
            IssueRefusal.IssuerExpired,
            (await IssueAsync(request, time: new ManualTimeProvider(_scene.Now.AddDays(3650)))).Refusal);
        Assert.Empty(_store.Intents);
    }

    [Fact]
    public async Task A_certificate_never_outlives_its_issuer()
    {
        IssueResult result = await IssueAsync(
            new IssueRequest(s_device, NewCsr()), time: new ManualTimeProvider(_scene.Now.AddDays(3600)));
        Assert.Equal(_vault.DeviceIssuer.Certificate.Validity.NotAfter, result.Certificate!.Validity.NotAfter);
    }

    [Fact]
    public async Task Names_that_do_not_fit_into_a_certificate_are_refused()
    {
        Assert.Equal(
            IssueRefusal.BadName,
            (await IssueAsync(new IssueRequest(s_device, NewCsr(), new string('x', 65)))).Refusal);
        Assert.Equal(IssueRefusal.BadName, (await IssueAsync(new IssueRequest(s_device, NewCsr(), ""))).Refusal);
    }

    [Fact]
    public async Task A_serial_that_is_taken_is_drawn_again_and_a_broken_generator_is_noticed()
    {
        _store.SerialsTaken = 3;
        Assert.Equal(IssueRefusal.None, (await IssueAsync(new IssueRequest(s_device, NewCsr()))).Refusal);
        _store.SerialsTaken = 99;
        await Assert.ThrowsAsync<AuthorityException>(() => IssueAsync(new IssueRequest(s_device, NewCsr())));
    }

    [Theory]
    [InlineData(1, false, 0)]
    [InlineData(1, true, 1)]
    [InlineData(2, false, 1)]
    [InlineData(2, true, 0)]
    public async Task A_store_that_fails_means_no_certificate_and_recovery_settles_what_is_open(
        int failAt, bool afterWrite, int abandoned)
    {
        (_store.FailAt, _store.FailAfterWrite) = (failAt, afterWrite);
        await Assert.ThrowsAsync<IOException>(() => IssueAsync(new IssueRequest(s_device, NewCsr())));
        Task<int> RecoverAsync() => IssuanceRecovery.RunAsync(_store, _time, NullLogger.Instance, default);
        Assert.Equal(abandoned, await RecoverAsync());
        Assert.Equal(0, await RecoverAsync());
        Assert.All(_store.Intents, intent => Assert.Contains(intent.Serial, _store.Outcomes));
    }

    [Theory]
    [InlineData(BadKeyMode.Fails, IssueRefusal.SigningFailed, IssuanceOutcomeKind.SigningFailed)]
    [InlineData(BadKeyMode.SignsOtherData, IssueRefusal.Mismatched, IssuanceOutcomeKind.Mismatched)]
    public async Task A_key_that_fails_or_lies_is_caught_and_recorded(
        BadKeyMode mode, IssueRefusal expected, IssuanceOutcomeKind recorded)
    {
        using Issuer bad = new(_vault.DeviceIssuer.Certificate, new BadKey(_vault.DeviceIssuer.Key, mode));
        IssueResult result = await IssueAsync(new IssueRequest(s_device, NewCsr()), bad);
        Assert.Equal(expected, result.Refusal);
        Assert.Null(result.Certificate);
        Assert.Equal(recorded, Assert.Single(_store.Outcomes.Values).Kind);
    }

    [Fact]
    public async Task A_caller_that_gives_up_while_the_key_signs_does_not_leave_the_intent_open()
    {
        using CancellationTokenSource gone = new();
        CertificateAuthority authority = NewAuthority(_time);
        await gone.CancelAsync();
        await authority.IssueAsync(new IssueRequest(s_device, NewCsr()), gone.Token);
        Assert.Equal(_store.Intents.Count, _store.Outcomes.Count);
    }

    private Task<IssueResult> IssueAsync(IssueRequest request, Issuer? issuer = null, TimeProvider? time = null) =>
        NewAuthority(time ?? _time).IssueAsync(request, issuer ?? _vault.DeviceIssuer, default);

    private CertificateAuthority NewAuthority(TimeProvider time) => new(
        _vault.DeviceIssuer, _vault.Trust, _store, time, NullLogger<CertificateAuthority>.Instance);

    private static ParsedCsr NewCsr()
    {
        using ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] der = new CertificateRequest("CN=x", pair, HashAlgorithmName.SHA256).CreateSigningRequest();
        Assert.Equal(CsrRefusal.None, ParsedCsr.TryParse(der, out ParsedCsr? csr));
        return csr!;
    }
}
