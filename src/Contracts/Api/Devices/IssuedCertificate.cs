namespace Garita.Contracts.Api.Devices;

/// <summary>What a new holder needs to connect; nothing in it is secret.</summary>
/// <param name="CommonName">The name in the certificate.</param>
/// <param name="Fingerprint">SHA-256 over the leaf's DER, 64 lower-case hex digits.</param>
/// <param name="NotAfter">End of validity.</param>
/// <param name="ChainPem">The leaf, then its issuer, in PEM: what the holder sends in its handshake.</param>
/// <param name="ServerRootPem">The one root that the holder must trust, in PEM.</param>
public sealed record IssuedCertificate(
    string CommonName,
    string Fingerprint,
    DateTimeOffset NotAfter,
    string ChainPem,
    string ServerRootPem);
