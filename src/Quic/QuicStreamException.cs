namespace Garita.Quic;

/// <summary>One stream was aborted, by the peer or here; its connection goes on.</summary>
public sealed class QuicStreamException : IOException
{
    /// <summary>
    /// The code where the engine does not tell it: ngtcp2 keeps that of a peer that asked us to stop sending to
    /// itself.
    /// </summary>
    public const long UnknownCode = -1;

    /// <summary>Makes one.</summary>
    /// <param name="errorCode">The application's code that was sent with it (RFC 9000 20.2).</param>
    /// <param name="byPeer">Whether the peer did it.</param>
    public QuicStreamException(long errorCode, bool byPeer)
        : base($"QUIC stream aborted {(byPeer ? "by the peer" : "here")}"
            + (errorCode == UnknownCode ? "." : $" with code 0x{errorCode:x}."))
    {
        ErrorCode = errorCode;
        ByPeer = byPeer;
    }

    /// <summary>The application's code, or <see cref="UnknownCode"/>.</summary>
    public long ErrorCode { get; }

    /// <summary>Whether the peer did it.</summary>
    public bool ByPeer { get; }
}
