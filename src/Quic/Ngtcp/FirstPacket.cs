using Garita.Quic.Ngtcp.Native;
using Garita.Quic.Ngtcp.Sockets;

namespace Garita.Quic.Ngtcp;

/// <summary>A newcomer's first packet, admitted.</summary>
/// <param name="Header">Its header; the token in it lies in the datagram.</param>
/// <param name="Original">After a Retry, the id that the client chose first.</param>
/// <param name="Remote">Where it comes from.</param>
/// <param name="Local">Where it went to.</param>
/// <param name="Place">Its place in the count.</param>
internal readonly record struct FirstPacket(
    NgPacketHeader Header, NgConnectionId? Original, RawAddress Remote, RawAddress Local, NgAdmission.Place Place);
