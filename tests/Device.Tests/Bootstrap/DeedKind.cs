namespace Garita.Device.Tests.Bootstrap;

internal enum DeedKind
{
    /// <summary>The bytes, as a reply is sent.</summary>
    Send,

    /// <summary>The connection ends instead of a reply.</summary>
    Close,

    /// <summary>Nothing is ever sent, and the connection stays.</summary>
    Silence,

    /// <summary>Bytes without end.</summary>
    Endless,
}
