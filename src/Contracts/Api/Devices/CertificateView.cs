namespace Garita.Contracts.Api.Devices;

/// <summary>One certificate that the registry accepts.</summary>
/// <param name="Fingerprint">SHA-256 over the DER, 64 lower-case hex digits.</param>
/// <param name="NotBefore">Start of validity.</param>
/// <param name="NotAfter">End of validity.</param>
public sealed record CertificateView(string Fingerprint, DateTimeOffset NotBefore, DateTimeOffset NotAfter);
