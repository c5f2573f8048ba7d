namespace Garita.Server.Updates.Reports;

/// <summary>What becomes of a status; a closed set.</summary>
internal enum StatusVerdict
{
    /// <summary>It is stored.</summary>
    Stored,

    /// <summary>The same final state came before; nothing changed.</summary>
    Repeated,

    /// <summary>Refused: not of the form that it must have.</summary>
    Unreadable,

    /// <summary>Refused: the registry has no such device.</summary>
    UnknownDevice,

    /// <summary>Refused: this device was never offered this attempt.</summary>
    UnknownOffer,

    /// <summary>Refused: the attempt was at another manifest.</summary>
    OtherManifest,

    /// <summary>Refused: signed, and not by the key of a certificate of this device that is in force.</summary>
    WrongSignature,

    /// <summary>Refused: the attempt ended, and ended otherwise.</summary>
    AlreadyOver,
}
