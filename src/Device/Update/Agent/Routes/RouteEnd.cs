namespace Garita.Device.Update.Agent.Routes;

/// <summary>Why a way brings no more.</summary>
internal enum RouteEnd
{
    /// <summary>The machine needs nothing more: all is written, or the update ended.</summary>
    Done,

    /// <summary>What came is not what was signed. Not a byte of it was written.</summary>
    BadChunks,

    /// <summary>Nothing came in time, or too slowly.</summary>
    TooSlow,

    /// <summary>The server refuses, or does not speak as it should.</summary>
    Refused,

    /// <summary>The connection failed.</summary>
    Failed,
}
