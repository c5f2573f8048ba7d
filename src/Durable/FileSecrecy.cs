namespace Garita.Durable;

/// <summary>Who may read a file that is written.</summary>
public enum FileSecrecy
{
    /// <summary>Mode 0600: the owner alone. For keys and whatever unlocks them.</summary>
    Secret,

    /// <summary>Mode 0644: everybody may read. For certificates and other public facts.</summary>
    Public,
}
