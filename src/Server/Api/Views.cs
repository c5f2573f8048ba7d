using System.Security.Cryptography;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Api.People;
using Garita.Server.Registry;
using AuthorityCertificate = Garita.Authority.Issuing.IssuedCertificate;

namespace Garita.Server.Api;

/// <summary>Turns the registry's records into the API's.</summary>
internal sealed class Views(Liveness liveness, string serverRootPem)
{
    public DeviceView Device(IdentityRecord record) => new(
        record.Identity.Name,
        record.State,
        record.Type,
        record.Serial,
        [.. record.Groups.Order(StringComparer.Ordinal)],
        record.Created,
        liveness.LastSeen(record.Identity) ?? record.LastSeen,
        liveness.IsConnected(record.Identity),
        record.FirmwareVersion,
        Certificates(record),
        record.EncryptionKey is { } key
            ? PemEncoding.WriteString("PUBLIC KEY", key.SubjectPublicKeyInfo.Span) + "\n"
            : null);

    public IdentityView Person(IdentityRecord record) => new(
        record.Identity.Name,
        record.Identity.CommonName,
        record.State,
        record.Created,
        liveness.LastSeen(record.Identity) ?? record.LastSeen,
        Certificates(record));

    public IssuedCertificate Issued(AuthorityCertificate certificate) => new(
        certificate.Identity.CommonName,
        certificate.Fingerprint.Hex,
        certificate.Validity.NotAfter,
        certificate.ToChainPem(),
        serverRootPem);

    private static IReadOnlyList<CertificateView> Certificates(IdentityRecord record) =>
    [
        .. record.Certificates
            .Where(certificate => certificate.Active)
            .Select(c => new CertificateView(c.Fingerprint.Hex, c.NotBefore, c.NotAfter)),
    ];
}
