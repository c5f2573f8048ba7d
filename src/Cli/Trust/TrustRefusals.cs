using Garita.Firmware.Trust;

namespace Garita.Cli.Trust;

/// <summary>Says why a trust document is refused.</summary>
public static class TrustRefusals
{
    /// <summary>One clause, to stand behind the file's name.</summary>
    public static string Of(TrustRefusal refusal) => refusal switch
    {
        TrustRefusal.None => "not refused",
        TrustRefusal.TooLong => $"not a trust document: longer than {TrustLimits.MaxLength} bytes",
        TrustRefusal.Malformed => "not a trust document: the CBOR is damaged or not in its one right form",
        TrustRefusal.UnknownFormat => "a format that is not known",
        TrustRefusal.InvalidKeys => "a key is none or stands twice, or a threshold is more than there are keys",
        TrustRefusal.InvalidSignature => "a signature block is damaged or of a kind that is not known",
        TrustRefusal.BelowOwnThreshold => "signed by fewer of its own root keys than it asks for",
        TrustRefusal.BelowPreviousThreshold =>
            "signed by fewer root keys of the version before than that version asks for",
        TrustRefusal.NotNewer => "not newer than the version it is held against",
        TrustRefusal.VersionSkipped => "not the next version; those between must come first",
    };
}
