namespace Garita.Quic.Ngtcp;

/// <summary>Transport error codes that we send ourselves (RFC 9000 20.1).</summary>
internal enum TransportCode
{
    /// <summary>A fault of this program.</summary>
    Internal = 0x1,

    /// <summary>No place for one more connection.</summary>
    ConnectionRefused = 0x2,

    /// <summary>A Retry token that is not ours, or is too old.</summary>
    InvalidToken = 0xb,
}
