namespace Garita.Quic;

/// <summary>The connection ended, or could not be made. <see cref="End"/> says why.</summary>
public sealed class QuicException : IOException
{
    /// <summary>Makes one for an ended connection.</summary>
    public QuicException(QuicEnd end, Exception? inner = null)
        : base(Describe(end), inner) => End = end;

    /// <summary>How the connection ended.</summary>
    public QuicEnd End { get; }

    private static string Describe(QuicEnd end)
    {
        ArgumentNullException.ThrowIfNull(end);
        return $"QUIC connection ended: {end.Detail}.";
    }
}
