namespace Garita.Broker.Connections;

/// <summary>Where a connection is; it only moves down this list.</summary>
internal enum ConnectionPhase
{
    /// <summary>Open; CONNECT has not been accepted.</summary>
    AwaitingConnect,

    /// <summary>CONNECT was accepted.</summary>
    Connected,

    /// <summary>Nothing is read any more; what output is left may go out.</summary>
    Closing,

    /// <summary>The socket is gone.</summary>
    Closed,
}
