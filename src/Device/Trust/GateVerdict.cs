namespace Garita.Device.Trust;

/// <summary>What a device makes of an offer: a release, or one reason against it.</summary>
/// <param name="Refusal">The reason.</param>
/// <param name="Detail">The name of the finer reason; empty where there is none.</param>
/// <param name="Release">The release, non-null only when nothing is refused; the caller disposes it.</param>
public sealed record GateVerdict(GateRefusal Refusal, string Detail, AcceptedRelease? Release)
{
    internal static GateVerdict Refused(GateRefusal refusal, Enum? detail = null) =>
        new(refusal, detail?.ToString() ?? string.Empty, null);

    internal static GateVerdict Accepted(AcceptedRelease release) => new(GateRefusal.None, string.Empty, release);
}
