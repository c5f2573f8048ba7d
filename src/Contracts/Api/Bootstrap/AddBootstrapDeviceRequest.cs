namespace Garita.Contracts.Api.Bootstrap;

/// <summary>Registers a device that will ask for its certificate itself.</summary>
/// <param name="Id">Its uuid, 36 characters, lower case; random, for one that counts up is guessed.</param>
/// <param name="Factor">What its login must show: <c>sms</c>, <c>totp</c> or <c>approval</c>.</param>
/// <param name="Address">With <c>sms</c>: where codes go, as the sender understands it; at most 128 characters.</param>
/// <param name="TotpSeed">With <c>totp</c>: 20 to 64 bytes in base64url. Secret.</param>
/// <param name="Batch">The batch whose birth certificate it must come with; null for any open one.</param>
/// <param name="TokensOnly">Whether it lives on tokens and never gets a certificate.</param>
/// <param name="Type">What sort of product; at most 64 characters.</param>
/// <param name="Serial">The maker's serial number; at most 64 characters.</param>
/// <param name="Groups">At most 16 groups, each of the alphabet and length of an id.</param>
public sealed record AddBootstrapDeviceRequest(
    string Id,
    string Factor,
    string? Address = null,
    string? TotpSeed = null,
    string? Batch = null,
    bool TokensOnly = false,
    string? Type = null,
    string? Serial = null,
    IReadOnlyList<string>? Groups = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"AddBootstrapDeviceRequest {{ {Id} }}";
}
