namespace Garita.Server.Updates.Serving;

/// <summary>Where a request found a place.</summary>
internal enum RequestPlace
{
    /// <summary>Nothing waited before it.</summary>
    First,

    /// <summary>Behind others.</summary>
    Behind,

    /// <summary>There was none, and the device is to be told.</summary>
    NoneForTheFirstTime,

    /// <summary>There was none, and the device was told since it last got a reply.</summary>
    None,
}
