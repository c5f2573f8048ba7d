namespace Garita.Server.Registry;

/// <summary>Why an identity was not added.</summary>
public enum AddRefusal
{
    /// <summary>It was added.</summary>
    None,

    /// <summary>The name is in use.</summary>
    Taken,

    /// <summary>A name that differs only by case is or was in use.</summary>
    TakenInOtherCase,

    /// <summary>The name was used by a holder that was removed; a name is never used again.</summary>
    WasRemoved,

    /// <summary>The name belongs to a service inside this program.</summary>
    BuiltIn,
}
