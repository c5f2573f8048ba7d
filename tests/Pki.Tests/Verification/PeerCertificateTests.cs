using Garita.Contracts.Identities;
using Garita.Pki.Issuing;
using Garita.Pki.Profiles;
using Garita.Pki.Verification;

namespace Garita.Pki.Tests.Verification;

public sealed class PeerCertificateTests : IDisposable
{
    private readonly TestPki _pki = new();

    public void Dispose() => _pki.Dispose();

    [Theory]
    [InlineData(CertificateRole.Device, IdentityKind.Device, "ABCD1234")]
    [InlineData(CertificateRole.Service, IdentityKind.Service, "commands")]
    [InlineData(CertificateRole.Operator, IdentityKind.Operator, "ana")]
    [InlineData(CertificateRole.Birth, IdentityKind.Birth, "batch-7")]
    public void A_client_certificate_proves_identity_and_fingerprint(
        CertificateRole role, IdentityKind kind, string name)
    {
        byte[] der = _pki.Leaf(role, TestPki.CommonNameOf(role));
        PeerVerdict verdict = PeerCertificate.Verify(der, _pki.Trust, _pki.Now);
        Assert.Equal(ChainRefusal.None, verdict.Refusal);
        Assert.Equal((kind, name), (verdict.Peer!.Identity.Kind, verdict.Peer.Identity.Name));
        Assert.Equal(CertificateFingerprint.Of(der), verdict.Peer.Fingerprint);
        Assert.Null(verdict.Lapsed);
    }

    // The kind comes from issuer and purposes: a device issuer that is made to spell an operator's name gains nothing.
    [Theory]
    [InlineData(CertificateRole.Device, "operator:ana")]
    [InlineData(CertificateRole.Device, "service:commands")]
    [InlineData(CertificateRole.Operator, "service:commands")]
    [InlineData(CertificateRole.Operator, "ABCD1234")]
    [InlineData(CertificateRole.Service, "operator:ana")]
    [InlineData(CertificateRole.Birth, "ABCD1234")]
    [InlineData(CertificateRole.Device, "birth:batch-7")]
    [InlineData(CertificateRole.Device, "ABCD/1234")]
    public void A_name_of_another_kind_is_refused(CertificateRole role, string commonName) =>
        Assert.Equal(ChainRefusal.WrongName, Judge(_pki.Leaf(role, commonName)));

    // What each issuing key could sign if it were stolen, other than its own roles.
    [Theory]
    [InlineData(CertificateRole.DeviceIssuer, CertificateRole.Operator, ChainRefusal.WrongPurpose)]
    [InlineData(CertificateRole.DeviceIssuer, CertificateRole.Service, ChainRefusal.WrongPurpose)]
    [InlineData(CertificateRole.PeopleIssuer, CertificateRole.Device, ChainRefusal.WrongPurpose)]
    [InlineData(CertificateRole.PeopleIssuer, CertificateRole.Birth, ChainRefusal.WrongPurpose)]
    [InlineData(CertificateRole.ServerIssuer, CertificateRole.Device, ChainRefusal.UnknownIssuer)]
    [InlineData(CertificateRole.ServerIssuer, CertificateRole.Operator, ChainRefusal.UnknownIssuer)]
    [InlineData(CertificateRole.ServerRoot, CertificateRole.Device, ChainRefusal.UnknownIssuer)]
    [InlineData(CertificateRole.DeviceRoot, CertificateRole.Device, ChainRefusal.UnknownIssuer)]
    public void A_key_of_one_role_cannot_act_in_another(
        CertificateRole signer, CertificateRole role, ChainRefusal expected)
    {
        using EphemeralKey key = new();
        CertificateIntent intent = _pki.Intend(role, new SubjectName(TestPki.CommonNameOf(role)), key.PublicKey) with
        {
            Issuer = _pki[signer].Name,
        };
        Assert.Equal(expected, Judge(CertificateWriter.Sign(intent, _pki.Key(signer))));
    }

    [Fact]
    public void No_client_issuer_can_sign_a_server()
    {
        foreach (CertificateRole signer in new[] { CertificateRole.DeviceIssuer, CertificateRole.PeopleIssuer })
        {
            using EphemeralKey key = new();
            CertificateIntent intent = _pki.Intend(
                CertificateRole.Server, new SubjectName("Garita server"), key.PublicKey) with
            {
                Issuer = _pki[signer].Name,
            };
            byte[] der = CertificateWriter.Sign(intent, _pki.Key(signer));
            Assert.Equal(
                ChainRefusal.UnknownIssuer,
                ServerCertificate.TryVerify(der, _pki[CertificateRole.ServerIssuer], "mqtt.lan", _pki.Now, out _));
            Assert.Equal(
                ChainRefusal.UnknownIssuer,
                ServerCertificate.TryVerify(der, _pki[signer], "mqtt.lan", _pki.Now, out _));
        }
    }

    [Theory]
    [InlineData(-1, ChainRefusal.NotYetValid)]
    [InlineData(400, ChainRefusal.Expired)]
    [InlineData(-40, ChainRefusal.IssuerOutsideValidity)]
    public void A_wrong_time_names_the_peer_but_proves_nothing(int days, ChainRefusal expected)
    {
        // The issuer is valid from a minute before now; a day before its leaf begins it is not.
        byte[] der = _pki.Leaf(CertificateRole.Device, "ABCD1234", intent => intent with
        {
            Validity = expected == ChainRefusal.NotYetValid
                ? Validity.Between(_pki.Now.AddDays(2), _pki.Now.AddDays(30))
                : intent.Validity,
        });
        DateTimeOffset moment = expected == ChainRefusal.NotYetValid ? _pki.Now : _pki.Now.AddDays(days);
        PeerVerdict verdict = PeerCertificate.Verify(der, _pki.Trust, moment);
        Assert.Equal(expected, verdict.Refusal);
        Assert.Null(verdict.Peer);
        Assert.Equal("ABCD1234", verdict.Lapsed!.Identity.Name);
    }

    [Fact]
    public void No_mutation_of_a_certificate_is_accepted_or_throws()
    {
        byte[] der = _pki.Leaf(CertificateRole.Device, "ABCD1234");
        for (int place = 0; place < der.Length; place++)
        {
            for (int bit = 0; bit < 8; bit += 3)
            {
                byte[] changed = [.. der];
                changed[place] ^= (byte)(1 << bit);
                Assert.NotEqual(ChainRefusal.None, Judge(changed));
            }

            Assert.NotEqual(ChainRefusal.None, Judge(der[..place]));
        }

        Assert.Equal(ChainRefusal.None, Judge(der));
    }

    [Fact]
    public void The_comparison_names_the_field_that_differs()
    {
        using EphemeralKey key = new();
        using EphemeralKey other = new();
        CertificateIntent intent = _pki.Intend(
            CertificateRole.Device, new SubjectName("ABCD1234", "line"), key.PublicKey);
        byte[] der = _pki.Sign(intent);
        (IntentMismatch Expected, CertificateIntent Meant)[] cases =
        [
            (IntentMismatch.None, intent),
            (IntentMismatch.Serial, intent with { Serial = TestPki.NewSerial() }),
            (IntentMismatch.Issuer, intent with { Issuer = _pki[CertificateRole.PeopleIssuer].Name }),
            (IntentMismatch.Subject, intent with { Subject = new SubjectName("ABCD1235", "line") }),
            (IntentMismatch.Subject, intent with { Subject = new SubjectName("ABCD1234") }),
            (IntentMismatch.Validity, intent with { Validity = Validity.Between(_pki.Now, _pki.Now.AddDays(9)) }),
            (IntentMismatch.PublicKey, intent with { PublicKey = other.PublicKey }),
            (IntentMismatch.Extensions, intent with { Profile = CertificateProfiles.Of(CertificateRole.Operator) }),
            (IntentMismatch.Extensions, intent with { Issuer = new IssuerName(intent.Issuer.Name, other.PublicKey) }),
        ];
        foreach ((IntentMismatch expected, CertificateIntent meant) in cases)
        {
            Assert.Equal(expected, CertificateComparison.Compare(der, meant));
        }

        der[^1] ^= 1;
        Assert.Equal(IntentMismatch.Signature, CertificateComparison.Compare(der, intent));
        Assert.Equal(IntentMismatch.Encoding, CertificateComparison.Compare(der.AsSpan(..100), intent));
    }

    [Fact]
    public void One_key_in_two_roles_makes_no_trust_set()
    {
        AuthorityCertificate issuer = _pki[CertificateRole.DeviceIssuer];
        byte[] der = issuer.Der.ToArray();
        Assert.Equal(ChainRefusal.None, AuthorityCertificate.TryReadIssuer(
            der, CertificateRole.PeopleIssuer, _pki[CertificateRole.DeviceRoot], out AuthorityCertificate? twin));
        Assert.Throws<ArgumentException>(() => new TrustSet([_pki[CertificateRole.DeviceRoot]], [issuer, twin!]));
    }

    private ChainRefusal Judge(byte[] der) => PeerCertificate.Verify(der, _pki.Trust, _pki.Now).Refusal;
}
