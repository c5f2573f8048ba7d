namespace Garita.Contracts.Api.Devices;

/// <summary>One device as the registry knows it.</summary>
/// <param name="Id">The id: common name and topic name.</param>
/// <param name="State">Whether it is let in.</param>
/// <param name="Type">What sort of product it is, as the maker calls it; null where nobody said.</param>
/// <param name="Serial">The maker's serial number; null where nobody said.</param>
/// <param name="Groups">The groups the policy may ask about, in ordinal order.</param>
/// <param name="Created">When it was added.</param>
/// <param name="LastSeen">When it last connected, disconnected or was heard; null if never.</param>
/// <param name="Connected">Whether it has a live session now.</param>
/// <param name="FirmwareVersion">The version it last reported; null if never.</param>
/// <param name="Certificates">Its active certificates.</param>
/// <param name="EncryptionKeyPem">What content keys are wrapped for; null where it registered none.</param>
public sealed record DeviceView(
    string Id,
    DeviceState State,
    string? Type,
    string? Serial,
    IReadOnlyList<string> Groups,
    DateTimeOffset Created,
    DateTimeOffset? LastSeen,
    bool Connected,
    string? FirmwareVersion,
    IReadOnlyList<CertificateView> Certificates,
    string? EncryptionKeyPem = null);
