namespace Garita.Contracts.Api.Devices;

/// <summary>Asks for a new device. Names come from here; of the signing request only the public key is used.</summary>
/// <param name="Id">1 to 64 of <c>A-Z a-z 0-9 - _</c>; never used before, in any case.</param>
/// <param name="CsrPem">A PKCS#10 request in PEM for a P-256 key; at most 8 KiB.</param>
/// <param name="Type">What sort of product; at most 64 characters.</param>
/// <param name="Serial">The maker's serial number; at most 64 characters.</param>
/// <param name="Groups">At most 16 groups, each of the alphabet and length of an id.</param>
/// <param name="OrganizationalUnit">
/// The OU of the certificate, which the policy may ask about; at most 64 characters. It makes the certificate longer.
/// </param>
/// <param name="EncryptionKeyPem">
/// The device's encryption key, SubjectPublicKeyInfo in PEM: P-256, and another key than the request's. Images can be
/// encrypted for the device only where it has one.
/// </param>
public sealed record AddDeviceRequest(
    string Id,
    string CsrPem,
    string? Type = null,
    string? Serial = null,
    IReadOnlyList<string>? Groups = null,
    string? OrganizationalUnit = null,
    string? EncryptionKeyPem = null);
