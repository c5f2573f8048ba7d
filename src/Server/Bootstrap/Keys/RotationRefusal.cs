namespace Garita.Server.Bootstrap.Keys;

/// <summary>Why no key was retired.</summary>
internal enum RotationRefusal
{
    /// <summary>One was.</summary>
    None,

    /// <summary>No key of that name signs now.</summary>
    NotInForce,

    /// <summary>As many were retired lately as are remembered.</summary>
    TooMany,
}
