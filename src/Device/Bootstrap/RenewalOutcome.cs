namespace Garita.Device.Bootstrap;

/// <summary>What came of asking for another certificate.</summary>
public enum RenewalOutcome
{
    /// <summary>The key store has it. Connections that are open go on with the old one; new ones show this.</summary>
    Renewed,

    /// <summary>The server gives none; what the device has stays in the key store, and good until it ends.</summary>
    Refused,

    /// <summary>No reply came, or the server said to come later: to be tried again.</summary>
    NoAnswer,
}
