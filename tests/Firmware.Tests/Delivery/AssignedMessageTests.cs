using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Garita.Firmware.Delivery;
using Garita.Merkle;
using Garita.Pki;
using Garita.Pki.Keys;
using Garita.Pki.Profiles;
using Garita.Pki.Verification;
using Garita.TestKit;

namespace Garita.Firmware.Tests.Delivery;

/// <summary>Offers and answers with the server's signature, as on docs/wire/updates.md.</summary>
public sealed class AssignedMessageTests : IDisposable
{
    private const string Device = "ABCD1234";

    private readonly WirePage _page = new("updates.md");
    private readonly TestAssigner _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Examples_are_what_an_assigner_signs()
    {
        AssignmentTrust trust = new([Root(_page.Value("root"))], Device);
        UpdateOfferMessage offer = ReadOffer(_page.Value("offer"));
        Assert.Equal(AssignmentRefusal.None, trust.Judge(offer));
        Assert.Equal(_page.Value("assign"), offer.ToBeSigned(Device));
        Assert.Equal(("spring-1", 1, true), (offer.Deployment, offer.Attempt, offer.Ask));
        Assert.Equal(1_795_348_800_000, offer.Counter);
        Assert.Equal([0xd8, 0x6b, 0xa0], offer.Envelope.ToArray());
        Assert.Equal([DeliveryPath.Https, DeliveryPath.Mqtt], offer.Paths);
        Assert.Equal(_page.Value("offer"), offer.Encode());

        UpdateAnswer answer = ReadAnswer(_page.Value("answer"));
        Assert.Equal(AssignmentRefusal.None, trust.Judge(answer));
        Assert.True(answer.Answers(new StillWanted("spring-1", 1, Messages.Nonce)));
        Assert.False(answer.Wanted);
        Assert.Equal(_page.Value("answer"), answer.Encode());
    }

    // With the framework alone: what somebody does who has nothing but the page.
    [Fact]
    public void Example_verifies_without_any_code_of_ours()
    {
        CborReader offer = new(_page.Value("offer"));
        Dictionary<int, byte[]> members = [];
        for (int? left = offer.ReadStartMap(); left > 0; left--)
        {
            members.Add(offer.ReadInt32(), offer.ReadEncodedValue().ToArray());
        }

        CborReader assigned = new(members[11]);
        Assert.Equal(3, assigned.ReadStartArray());
        using X509Certificate2 leaf = X509CertificateLoader.LoadCertificate(assigned.ReadByteString());
        using X509Certificate2 issuer = X509CertificateLoader.LoadCertificate(assigned.ReadByteString());
        using X509Certificate2 root = X509CertificateLoader.LoadCertificate(_page.Value("root"));
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = new DateTime(2026, 6, 1, 0, 0, 0, DateTimeKind.Utc);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("2.25.1370265068193383868"));
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.ExtraStore.Add(issuer);
        Assert.True(chain.Build(leaf));

        CborWriter signed = new(CborConformanceMode.Canonical);
        signed.WriteStartMap(members.Count - 1);
        foreach ((int key, byte[] value) in members.Where(member => member.Key != 11))
        {
            signed.WriteInt32(key);
            signed.WriteEncodedValue(value);
        }

        signed.WriteEndMap();
        CborWriter structure = new(CborConformanceMode.Canonical);
        structure.WriteStartArray(4);
        structure.WriteTextString("Signature1");
        structure.WriteByteString([0xA1, 0x01, 0x28]);
        structure.WriteByteString("firmware/ABCD1234/offer"u8);
        structure.WriteByteString(signed.Encode());
        structure.WriteEndArray();
        Assert.Equal(_page.Value("assign"), structure.Encode());
        using ECDsa own = leaf.GetECDsaPublicKey()!;
        byte[] signature = assigned.ReadByteString()[^64..];
        Assert.True(own.VerifyData(structure.Encode(), signature, HashAlgorithmName.SHA256));
    }

    [Fact]
    public void Signature_is_of_this_server_for_this_device_on_this_topic()
    {
        UpdateOfferMessage offer = ReadOffer(Sign(Messages.Offer, Device).Encode());
        UpdateAnswer answer = ReadAnswer(Sign(Messages.Answer, Device).Encode());
        using TestAssigner other = new();
        Assert.Equal(AssignmentRefusal.None, Trust().Judge(offer));
        Assert.Equal(AssignmentRefusal.None, Trust().Judge(answer));
        Assert.Equal(AssignmentRefusal.WrongSignature, Trust("ABCD1235").Judge(offer));
        Assert.Equal(AssignmentRefusal.WrongSignature, Trust("ABCD1235").Judge(answer));
        Assert.Equal(AssignmentRefusal.NoAssigner, new AssignmentTrust([Root(other.Root)], Device).Judge(offer));
        Assert.Equal(AssignmentRefusal.NoAssigner, new AssignmentTrust([Root(other.Root)], Device).Judge(answer));
        Assert.Equal(AssignmentRefusal.NoAssigner, Trust().Judge(offer with { Assigned = null }));
        Assert.Equal(AssignmentRefusal.NoAssigner, Trust().Judge(answer with { Assigned = null }));

        // While one root follows another, a device holds both.
        AssignmentTrust both = new([Root(other.Root), Root(_server.Root)], Device);
        Assert.Equal(AssignmentRefusal.None, both.Judge(offer));
        Assert.Equal(AssignmentRefusal.NoAssigner, new AssignmentTrust([], Device).Judge(offer));

        // What was signed as the one is not the other.
        UpdateAnswer crossed = answer.AssignedBy(
            _server.Leaf, _server.Issuer, SignatureOver(Messages.Offer.ToBeSigned(Device)));
        Assert.Equal(AssignmentRefusal.WrongSignature, Trust().Judge(crossed));
    }

    [Fact]
    public void Every_member_is_signed()
    {
        UpdateOfferMessage offer = Sign(Messages.Offer, Device);
        UpdateOfferMessage[] offers =
        [
            offer with { Deployment = "spring-2" },
            offer with { Attempt = offer.Attempt + 1 },
            offer with { Envelope = new byte[] { 0xd8, 0x6b, 0xa1 } },
            offer with { LogProof = null },
            offer with { LogProof = new byte[] { 1 } },
            offer with { KeyOffer = null },
            offer with { KeyOffer = new byte[] { 1 } },
            offer with { TrustDocuments = [] },
            offer with { TrustDocuments = [.. offer.TrustDocuments.Reverse()] },
            offer with { Paths = [DeliveryPath.Mqtt, DeliveryPath.Https] },
            offer with { Histories = [] },
            offer with { Histories = [new LogHistory(8, offer.Histories[0].Proof)] },
            offer with { Histories = [new LogHistory(7, [TreeHash.Leaf([2])])] },
            offer with { Ask = false },
            offer with { Counter = offer.Counter + 1 },
        ];
        Assert.All(
            offers,
            each => Assert.Equal(AssignmentRefusal.WrongSignature, Trust().Judge(ReadOffer(each.Encode()))));
        UpdateAnswer answer = Sign(Messages.Answer, Device);
        UpdateAnswer[] answers =
        [
            answer with { Nonce = new byte[16] },
            answer with { Deployment = "spring-2" },
            answer with { Attempt = answer.Attempt + 1 },
            answer with { Wanted = !answer.Wanted },
        ];
        Assert.All(
            answers,
            each => Assert.Equal(AssignmentRefusal.WrongSignature, Trust().Judge(ReadAnswer(each.Encode()))));
    }

    [Fact]
    public void Every_changed_byte_is_refused_or_no_assignment()
    {
        AssignmentTrust trust = Trust();
        byte[] offer = Sign(Messages.Offer, Device).Encode();
        byte[] answer = Sign(Messages.Answer, Device).Encode();
        for (int i = 0; i < Math.Max(offer.Length, answer.Length); i++)
        {
            Assert.False(i < offer.Length && Taken(UpdateOfferMessage.TryRead(Changed(offer), out var o), o), $"{i}");
            Assert.False(i < answer.Length && Taken(UpdateAnswer.TryRead(Changed(answer), out var a), null, a), $"{i}");

            byte[] Changed(byte[] message)
            {
                byte[] changed = [.. message];
                changed[i] ^= (byte)(1 << (i % 8));
                return changed;
            }
        }

        bool Taken(DeliveryRefusal read, UpdateOfferMessage? offer, UpdateAnswer? answer = null) =>
            read == DeliveryRefusal.None
            && (offer is null ? trust.Judge(answer!) : trust.Judge(offer)) == AssignmentRefusal.None;
    }

    [Fact]
    public void Only_an_assigners_certificate_under_the_server_root_assigns()
    {
        using TestAssigner other = new();
        (byte[] Leaf, byte[] Issuer)[] wrong =
        [
            (_server.Issue(Oids.ServerAuth), _server.Issuer),
            (_server.Issue(Oids.ClientAuth), _server.Issuer),
            (_server.Issue(Oids.ServerAuth, Oids.GaritaAssigner), _server.Issuer),
            (_server.Issue(Oids.ClientAuth, Oids.GaritaService), _server.Issuer),
            (_server.Issuer, _server.Issuer),
            (_server.Issuer, _server.Root),
            (_server.Leaf, _server.Root),
            (_server.Leaf, other.Issuer),
            (other.Leaf, other.Issuer),
            (other.Leaf, _server.Issuer),
            ([.. _server.Leaf, 0], _server.Issuer),
            ([0x30, 0], [0x30, 0]),
        ];
        EcdsaSignature signature = SignatureOver(Messages.Offer.ToBeSigned(Device));
        Assert.All(wrong, chain => Assert.Equal(
            AssignmentRefusal.NoAssigner,
            Trust().Judge(Messages.Offer.AssignedBy(chain.Leaf, chain.Issuer, signature))));

        // The purpose that makes the difference, said on both sides.
        Assert.Equal(Oids.GaritaAssigner, TestAssigner.Purpose);
        Assert.Equal(AssignmentRefusal.None, Trust().Judge(
            Messages.Offer.AssignedBy(_server.Issue(Oids.GaritaAssigner), _server.Issuer, signature)));
    }

    [Fact]
    public void Dates_of_the_certificates_are_not_judged()
    {
        foreach (int year in new[] { 1990, 2100 })
        {
            using TestAssigner server = new(new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero));
            Assert.True(EcdsaSignature.TryFromDer(
                server.Sign(Messages.Offer.ToBeSigned(Device)), out EcdsaSignature? signature));
            UpdateOfferMessage offer = Messages.Offer.AssignedBy(server.Leaf, server.Issuer, signature);
            Assert.Equal(AssignmentRefusal.None, new AssignmentTrust([Root(server.Root)], Device).Judge(offer));
        }
    }

    private static AuthorityCertificate Root(byte[] der)
    {
        Assert.Equal(ChainRefusal.None, AuthorityCertificate.TryReadRoot(
            der, CertificateRole.ServerRoot, out AuthorityCertificate? root));
        return root!;
    }

    private static UpdateOfferMessage ReadOffer(byte[] message)
    {
        Assert.Equal(DeliveryRefusal.None, UpdateOfferMessage.TryRead(message, out UpdateOfferMessage? read));
        return read!;
    }

    private static UpdateAnswer ReadAnswer(byte[] message)
    {
        Assert.Equal(DeliveryRefusal.None, UpdateAnswer.TryRead(message, out UpdateAnswer? read));
        return read!;
    }

    private AssignmentTrust Trust(string device = Device) => new([Root(_server.Root)], device);

    private UpdateOfferMessage Sign(UpdateOfferMessage offer, string device) => offer.AssignedBy(
        _server.Leaf, _server.Issuer, SignatureOver(offer.ToBeSigned(device)));

    private UpdateAnswer Sign(UpdateAnswer answer, string device) => answer.AssignedBy(
        _server.Leaf, _server.Issuer, SignatureOver(answer.ToBeSigned(device)));

    private EcdsaSignature SignatureOver(byte[] data)
    {
        Assert.True(EcdsaSignature.TryFromDer(_server.Sign(data), out EcdsaSignature? signature));
        return signature;
    }
}
