namespace Garita.Quic.Ngtcp.Native;

/// <summary>Writes our limits into ngtcp2's structures.</summary>
internal static unsafe class NativeLimits
{
    private const int Cubic = 1;

    // As many as others usually offer; each path that a moving peer tries takes one.
    private const int ActiveConnectionIds = 7;

    public static void Apply(NgSettings* settings, QuicLimits limits, ulong now)
    {
        ulong handshake = (ulong)limits.HandshakeTimeout.TotalNanoseconds;
        ulong window = (ulong)Math.Max(limits.MaxWindowBytes, limits.ConnectionWindowBytes);
        ulong streamWindow = (ulong)Math.Max(limits.MaxWindowBytes / 2, limits.StreamWindowBytes);
        if (NgtcpLibrary.IsOne)
        {
            settings->One.CongestionControl = Cubic;
            settings->One.InitialTimestamp = now;
            settings->One.MaxDatagram = (nuint)limits.MaxDatagramBytes;
            settings->One.MaxWindow = window;
            settings->One.MaxStreamWindow = streamWindow;
            settings->One.HandshakeTimeout = handshake;
        }
        else
        {
            settings->Zero.CongestionControl = Cubic;
            settings->Zero.InitialTimestamp = now;
            settings->Zero.MaxDatagram = (nuint)limits.MaxDatagramBytes;
            settings->Zero.MaxWindow = window;
            settings->Zero.MaxStreamWindow = streamWindow;
            settings->Zero.HandshakeTimeout = handshake;
        }
    }

    public static void Apply(NgTransportParameters* parameters, QuicLimits limits)
    {
        parameters->StreamDataBidiLocal = (ulong)limits.StreamWindowBytes;
        parameters->StreamDataBidiRemote = (ulong)limits.StreamWindowBytes;
        parameters->StreamDataUni = (ulong)limits.StreamWindowBytes;
        parameters->Data = (ulong)limits.ConnectionWindowBytes;
        parameters->StreamsBidi = (ulong)limits.MaxBidirectionalStreams;
        parameters->StreamsUni = (ulong)limits.MaxUnidirectionalStreams;
        parameters->IdleTimeout = (ulong)limits.IdleTimeout.TotalNanoseconds;
        parameters->ActiveConnectionIds = ActiveConnectionIds;
    }
}
