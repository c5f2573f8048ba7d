namespace Garita.Contracts.Api.Bootstrap;

/// <summary>One key that registered as a device.</summary>
/// <param name="Key">Its RFC 7638 thumbprint.</param>
/// <param name="Batch">The birth certificate it came with.</param>
/// <param name="Since">When it came.</param>
/// <param name="Until">When it is forgotten.</param>
/// <param name="Approved">Whether a person said yes.</param>
public sealed record WaitingKey(
    string Key, string Batch, DateTimeOffset Since, DateTimeOffset Until, bool Approved);
