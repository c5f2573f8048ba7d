using System.Runtime.CompilerServices;

namespace Garita.Quic.Ngtcp.Native;

/// <summary>ngtcp2_callbacks: 40 function pointers in an order that both libraries share.</summary>
[InlineArray(40)]
internal struct NgCallbacks
{
    public const int ClientInitial = 0, ReceiveClientInitial = 1, ReceiveCryptoData = 2, HandshakeCompleted = 3,
        Encrypt = 5, Decrypt = 6, HeaderMask = 7, StreamData = 8, Acknowledged = 9, StreamOpen = 10, StreamClose = 11,
        StatelessReset = 12, ReceiveRetry = 13, MoreBidi = 14, MoreUni = 15, Random = 16, NewConnectionId = 17,
        RemoveConnectionId = 18, UpdateKey = 19, StreamReset = 22,
        HandshakeConfirmed = 27, DeleteAead = 29, DeleteCipher = 30, PathChallenge = 34,
        VersionNegotiation = 36;

    private nint _first;
}
