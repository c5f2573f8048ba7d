namespace Garita.Firmware.Trust;

/// <summary>How large a trust document and its parts may be: a device reads one before it trusts it.</summary>
public static class TrustLimits
{
    /// <summary>
    /// A signed document, in bytes: enough for every list full and names of thirty bytes.
    /// </summary>
    public const int MaxLength = 8 * 1024;

    /// <summary>Keys of one role; a device tries each against each signature.</summary>
    public const int MaxKeys = 16;

    /// <summary>Signatures: all keys of the version before, and all of its own.</summary>
    public const int MaxSignatures = 2 * MaxKeys;

    /// <summary>Logs: one, and one to change to.</summary>
    public const int MaxLogs = 4;

    /// <summary>Length of a name in bytes: of a log, a witness or a purpose.</summary>
    public const int MaxName = 128;
}
