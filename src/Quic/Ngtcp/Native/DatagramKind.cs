namespace Garita.Quic.Ngtcp.Native;

/// <summary>What a datagram begins with.</summary>
internal enum DatagramKind
{
    /// <summary>Nothing that concerns us.</summary>
    Junk,

    /// <summary>A version of QUIC that we do not speak.</summary>
    OtherVersion,

    /// <summary>A long header with an id that the client may have chosen.</summary>
    Initial,

    /// <summary>A long header with an id that we chose.</summary>
    Handshake,

    /// <summary>A short header, with an id that we chose.</summary>
    Short,
}
