namespace Garita.Authority.Issuing;

/// <summary>Whether an intent was recorded.</summary>
public enum IntentStatus
{
    /// <summary>It is on the disk.</summary>
    Recorded,

    /// <summary>The serial was used before; draw another.</summary>
    SerialTaken,

    /// <summary>The public key was recorded for another identity before.</summary>
    KeyOfAnother,
}
