namespace Garita.Contracts.Api.Bootstrap;

/// <summary>One key that registered as a device and is not in yet.</summary>
/// <param name="Device">The device's uuid.</param>
/// <param name="Key">The key's RFC 7638 thumbprint.</param>
/// <param name="Batch">The birth certificate it came with.</param>
/// <param name="Factor">What it waits for: <c>sms</c>, <c>totp</c> or <c>approval</c>.</param>
/// <param name="Since">When it came.</param>
/// <param name="Until">When it is forgotten.</param>
/// <param name="TriesLeft">How many wrong logins it may still make.</param>
/// <param name="Approved">Whether a person said yes.</param>
public sealed record WaitingRegistration(
    string Device,
    string Key,
    string Batch,
    string Factor,
    DateTimeOffset Since,
    DateTimeOffset Until,
    int TriesLeft,
    bool Approved);
