namespace Garita.Quic;

/// <summary>One stream was aborted, by the peer or here; its connection goes on.</summary>
public sealed class QuicStreamException : IOException
{
    /// <summary>Makes one.</summary>
    /// <param name="errorCode">The application's code that was sent with it (RFC 9000 20.2).</param>
    /// <param name="byPeer">Whether the peer did it.</param>
    public QuicStreamException(long errorCode, bool byPeer)
        : base($"QUIC stream aborted {(byPeer ? "by the peer" : "here")} with code 0x{errorCode:x}.")
    {
        ErrorCode = errorCode;
        ByPeer = byPeer;
    }

    /// <summary>The application's code.</summary>
    public long ErrorCode { get; }

    /// <summary>Whether the peer did it.</summary>
    public bool ByPeer { get; }
}
