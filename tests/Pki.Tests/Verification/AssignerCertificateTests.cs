using System.Security.Cryptography.X509Certificates;
using Garita.Pki.Issuing;
using Garita.Pki.Profiles;
using Garita.Pki.Verification;
using Garita.TestKit;

namespace Garita.Pki.Tests.Verification;

public sealed class AssignerCertificateTests : IDisposable
{
    private readonly TestPki _pki = new();

    public void Dispose() => _pki.Dispose();

    [Fact]
    public void An_assigner_is_one_under_its_own_server_root_alone()
    {
        using EphemeralKey key = new();
        byte[] der = _pki.Sign(_pki.Intend(
            CertificateRole.Assigner, new SubjectName("Garita assigner"), key.PublicKey));
        Assert.Equal(ChainRefusal.None, AssignerCertificate.TryVerify(
            der, _pki[CertificateRole.ServerIssuer].Der.Span, _pki[CertificateRole.ServerRoot], out var assigner));
        Assert.Equal(key.PublicKey.Hash, assigner!.Key.Hash);

        // Another installation has the same names and other keys.
        using TestPki other = new();
        ReadOnlySpan<byte> issuer = _pki[CertificateRole.ServerIssuer].Der.Span;
        Assert.Equal(ChainRefusal.BadSignature, AssignerCertificate.TryVerify(
            der, issuer, other[CertificateRole.ServerRoot], out assigner));
        Assert.Null(assigner);
        Assert.Equal(ChainRefusal.BadSignature, AssignerCertificate.TryVerify(
            der, other[CertificateRole.ServerIssuer].Der.Span, other[CertificateRole.ServerRoot], out _));
        Assert.Equal(ChainRefusal.UnknownIssuer, AssignerCertificate.TryVerify(
            der, issuer, _pki[CertificateRole.DeviceRoot], out _));
    }

    [Theory]
    [InlineData(CertificateRole.Server, ChainRefusal.WrongPurpose)]
    [InlineData(CertificateRole.Device, ChainRefusal.UnknownIssuer)]
    [InlineData(CertificateRole.Service, ChainRefusal.UnknownIssuer)]
    [InlineData(CertificateRole.Operator, ChainRefusal.UnknownIssuer)]
    [InlineData(CertificateRole.Birth, ChainRefusal.UnknownIssuer)]
    public void No_other_role_assigns(CertificateRole role, ChainRefusal expected)
    {
        byte[] der = _pki.Leaf(role, TestPki.CommonNameOf(role));
        Assert.Equal(expected, Judge(der));

        // With its own issuer beside it, it is nobody's under the server root.
        CertificateRole issuer = CertificateProfiles.Of(role).Issuer;
        Assert.NotEqual(ChainRefusal.None, AssignerCertificate.TryVerify(
            der, _pki[issuer].Der.Span, _pki[CertificateRole.ServerRoot], out _));
        Assert.Equal(ChainRefusal.UnknownIssuer, AssignerCertificate.TryVerify(
            der, _pki[issuer].Der.Span, _pki[CertificateRole.DeviceRoot], out _));
    }

    // What each issuing key could sign if it were stolen: only the server issuer's can make an assigner.
    [Theory]
    [InlineData(CertificateRole.ServerRoot)]
    [InlineData(CertificateRole.DeviceRoot)]
    [InlineData(CertificateRole.DeviceIssuer)]
    [InlineData(CertificateRole.PeopleIssuer)]
    public void No_other_authority_makes_an_assigner(CertificateRole signer)
    {
        using EphemeralKey key = new();
        CertificateIntent intent = Intent(key) with { Issuer = _pki[signer].Name };
        byte[] der = CertificateWriter.Sign(intent, _pki.Key(signer));
        foreach (CertificateRole issuer in new[] { CertificateRole.ServerIssuer, signer })
        {
            foreach (CertificateRole root in new[] { CertificateRole.ServerRoot, CertificateRole.DeviceRoot })
            {
                Assert.NotEqual(ChainRefusal.None, AssignerCertificate.TryVerify(
                    der, _pki[issuer].Der.Span, _pki[root], out AssignerCertificate? none));
                Assert.Null(none);
            }
        }
    }

    [Fact]
    public void An_assigner_is_no_server_and_no_client()
    {
        byte[] der = _pki.Leaf(CertificateRole.Assigner, "mqtt.lan");
        Assert.Equal(ChainRefusal.None, Judge(der));
        Assert.Equal(ChainRefusal.WrongPurpose, ServerCertificate.TryVerify(
            der, _pki[CertificateRole.ServerIssuer], "mqtt.lan", _pki.Now, out _));
        Assert.Equal(ChainRefusal.UnknownIssuer, PeerCertificate.Verify(der, _pki.Trust, _pki.Now).Refusal);
    }

    [Fact]
    public void A_certificate_with_more_or_less_than_the_profile_is_refused()
    {
        CertificateProfile exact = CertificateProfiles.Of(CertificateRole.Assigner);
        (CertificateProfile Profile, ChainRefusal Expected)[] wrong =
        [
            (exact with { Purposes = [Oids.GaritaAssigner, Oids.ServerAuth] }, ChainRefusal.WrongPurpose),
            (exact with { Purposes = [Oids.ServerAuth, Oids.GaritaAssigner] }, ChainRefusal.WrongPurpose),
            (exact with { Purposes = [] }, ChainRefusal.WrongPurpose),
            (exact with { Usage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign },
                ChainRefusal.WrongPurpose),
            (exact with { Extensions = ProfileExtensions.None }, ChainRefusal.WrongExtension),
            (exact with { Extensions = exact.Extensions | ProfileExtensions.SubjectKey }, ChainRefusal.WrongExtension),
            (exact with { Extensions = exact.Extensions | ProfileExtensions.Authority }, ChainRefusal.WrongExtension),
        ];
        Assert.All(wrong, each =>
        {
            using EphemeralKey key = new();
            byte[] der = CertificateWriter.Sign(
                Intent(key) with { Profile = each.Profile }, _pki.Key(CertificateRole.ServerIssuer));
            Assert.Equal(each.Expected, Judge(der));
        });
    }

    [Fact]
    public void Dates_are_not_judged()
    {
        foreach (int days in new[] { -10_000, 10_000 })
        {
            byte[] der = _pki.Leaf(CertificateRole.Assigner, "Garita assigner", intent => intent with
            {
                Validity = Validity.Between(_pki.Now.AddDays(days), _pki.Now.AddDays(days + 1)),
            });
            Assert.Equal(ChainRefusal.None, Judge(der));
        }
    }

    [Fact]
    public void Changed_bytes_are_refused_and_never_throw()
    {
        byte[] der = _pki.Leaf(CertificateRole.Assigner, "Garita assigner");
        byte[] issuer = _pki[CertificateRole.ServerIssuer].Der.ToArray();
        ByteMutator leaves = new(11, [der]);
        ByteMutator issuers = new(12, [issuer]);
        for (int run = 0; run < 2000; run++)
        {
            byte[] leaf = leaves.Next();
            byte[] authority = issuers.Next();
            Assert.Equal(leaf.AsSpan().SequenceEqual(der), Judge(leaf) == ChainRefusal.None);
            Assert.Equal(authority.AsSpan().SequenceEqual(issuer), AssignerCertificate.TryVerify(
                der, authority, _pki[CertificateRole.ServerRoot], out _) == ChainRefusal.None);
        }
    }

    private CertificateIntent Intent(EphemeralKey key) =>
        _pki.Intend(CertificateRole.Assigner, new SubjectName("Garita assigner"), key.PublicKey);

    private ChainRefusal Judge(byte[] der) => AssignerCertificate.TryVerify(
        der, _pki[CertificateRole.ServerIssuer].Der.Span, _pki[CertificateRole.ServerRoot], out _);
}
