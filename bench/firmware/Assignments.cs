using System.Security.Cryptography;
using Garita.Firmware.Delivery;
using Garita.Pki.Issuing;
using Garita.Pki.Keys;
using Garita.Pki.Profiles;
using Garita.Pki.Verification;

namespace Garita.FirmwareBench;

/// <summary>An authority as the vault makes it, and what it costs to sign offers with its assigner.</summary>
internal sealed class Assignments
{
    private const string Device = "ABCD1234";

    private readonly ISigningKey _root;
    private readonly ISigningKey _issuer;
    private readonly ISigningKey _key;
    private readonly byte[] _rootDer;
    private readonly byte[] _issuerDer;
    private readonly byte[] _leaf;

    public Assignments(Func<ISigningKey> newKey)
    {
        (_root, _issuer, _key) = (newKey(), newKey(), newKey());
        _rootDer = Issue(CertificateRole.ServerRoot, "Garita server root", _root, "Garita server root", _root);
        _issuerDer = Issue(CertificateRole.ServerIssuer, "Garita servers", _issuer, "Garita server root", _root);
        _leaf = NewLeaf();
    }

    /// <summary>An offer of a release with its log proof, not signed.</summary>
    /// <param name="envelope">The release.</param>
    public static UpdateOfferMessage Offer(ReadOnlyMemory<byte> envelope) => new()
    {
        Deployment = "rollout_spring",
        Attempt = 1,
        Envelope = envelope,
        LogProof = RandomNumberGenerator.GetBytes(1200),
        Paths = [DeliveryPath.Https, DeliveryPath.Mqtt],
        Ask = true,
        Counter = 1_795_348_800_000,
    };

    /// <summary>The longest certificate of many: signature and serial vary.</summary>
    public int LongestLeaf() => Enumerable.Range(0, 200).Max(_ => NewLeaf().Length);

    public UpdateOfferMessage Sign(UpdateOfferMessage offer) =>
        EcdsaSignature.TryFromDer(_key.Sign(offer.ToBeSigned(Device)), out EcdsaSignature? signature)
            ? offer.AssignedBy(_leaf, _issuerDer, signature)
            : throw new InvalidOperationException("no signature");

    /// <summary>What a device judges by.</summary>
    public AssignmentTrust Trust() =>
        AuthorityCertificate.TryReadRoot(_rootDer, CertificateRole.ServerRoot, out AuthorityCertificate? root)
            == ChainRefusal.None
            ? new AssignmentTrust([root!], Device)
            : throw new InvalidOperationException("no root");

    private byte[] NewLeaf() => Issue(CertificateRole.Assigner, "Garita assigner", _key, "Garita servers", _issuer);

    private static byte[] Issue(
        CertificateRole role, string name, ISigningKey key, string issuer, ISigningKey issuerKey)
    {
        CertificateSerial serial;
        while (!CertificateSerial.TryFromRandom(RandomNumberGenerator.GetBytes(CertificateSerial.Length), out serial))
        {
        }

        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        CertificateProfile profile = CertificateProfiles.Of(role);
        return CertificateWriter.Sign(
            new CertificateIntent(
                profile, new SubjectName(name), key.PublicKey,
                new IssuerName(new SubjectName(issuer).Encode(), issuerKey.PublicKey),
                Validity.Between(now, now + profile.Lifetime), serial),
            issuerKey);
    }
}
