using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Garita.Quic.Ngtcp.Native;

/// <summary>ngtcp2_transport_params. Both libraries agree on it but for the flags and the token near its end.</summary>
[StructLayout(LayoutKind.Explicit, Size = 512)]
internal struct NgTransportParameters
{
    [FieldOffset(96)]
    public NgConnectionId OriginalDestination;

    [FieldOffset(160)]
    public NgConnectionId RetrySource;

    [FieldOffset(192)]
    public ulong StreamDataBidiLocal;

    [FieldOffset(200)]
    public ulong StreamDataBidiRemote;

    [FieldOffset(208)]
    public ulong StreamDataUni;

    [FieldOffset(216)]
    public ulong Data;

    [FieldOffset(224)]
    public ulong StreamsBidi;

    [FieldOffset(232)]
    public ulong StreamsUni;

    [FieldOffset(240)]
    public ulong IdleTimeout;

    [FieldOffset(256)]
    public ulong ActiveConnectionIds;

    [FieldOffset(288)]
    public byte HasResetToken;

    [FieldOffset(290)]
    public byte HasOriginalDestinationOne;

    [FieldOffset(292)]
    public byte HasRetrySourceOne;

    [FieldOffset(294)]
    public Bytes16 ResetTokenOne;

    [FieldOffset(290)]
    public byte HasRetrySourceZero;

    [FieldOffset(292)]
    public Bytes16 ResetTokenZero;

    /// <summary>A stateless reset token (RFC 9000 10.3).</summary>
    [InlineArray(16)]
    internal struct Bytes16
    {
        private byte _first;
    }
}
