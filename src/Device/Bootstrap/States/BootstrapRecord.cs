using Garita.Contracts.Bootstrap.Replies;

namespace Garita.Device.Bootstrap.States;

/// <summary>What survives a power cut. Holds tokens: never printed.</summary>
/// <param name="State">
/// <see cref="BootstrapState.NotProvisioned"/>, <see cref="BootstrapState.Provisioned"/>,
/// <see cref="BootstrapState.Idle"/> or <see cref="BootstrapState.Enrolled"/>; the others are on the way between them.
/// </param>
/// <param name="Reserved">No number up to this one is used after a restart.</param>
/// <param name="Access">The access token.</param>
/// <param name="Refresh">The refresh token.</param>
/// <param name="Device">What the registry said.</param>
/// <param name="Pending">An <c>enroll</c> as sent whose reply is not in the key store yet.</param>
/// <param name="Reason">Why the device was idle last; kept until the next login.</param>
/// <param name="Keys">The message keys that the server handed over last; null for those from the factory.</param>
/// <param name="Wiping">Whether the other copy may still hold what this one does not.</param>
internal sealed record BootstrapRecord(
    BootstrapState State,
    long Reserved,
    string? Access = null,
    string? Refresh = null,
    DeviceBody? Device = null,
    string? Pending = null,
    IdleReason? Reason = null,
    IReadOnlyList<string>? Keys = null,
    bool Wiping = false)
{
    /// <summary>Of a device that was never started.</summary>
    public static BootstrapRecord Empty { get; } = new(BootstrapState.NotProvisioned, 0);

    /// <summary>The same without any secret.</summary>
    public BootstrapRecord Wiped() => this with { Access = null, Refresh = null, Pending = null };

    /// <inheritdoc/>
    public override string ToString() => $"BootstrapRecord {{ State = {State}, *** }}";
}
