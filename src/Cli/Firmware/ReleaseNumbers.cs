namespace Garita.Cli.Firmware;

/// <summary>Bounds of what a release counts.</summary>
public static class ReleaseNumbers
{
    /// <summary>The highest sequence number: the highest that every JSON reader has exactly.</summary>
    public const ulong MaxSequence = (1UL << 53) - 1;
}
