namespace Garita.Quic;

/// <summary>How a connection ended.</summary>
/// <param name="Kind">The reason, from a closed set.</param>
/// <param name="Code">The number that went over the wire, read as <paramref name="Kind"/> says; null where there is
/// none.</param>
/// <param name="Detail">One short line for a log. It never quotes what the peer wrote.</param>
public sealed record QuicEnd(QuicEndKind Kind, ulong? Code, string Detail)
{
    /// <summary>Whether the peer ended it.</summary>
    public bool ByPeer { get; init; }
}
