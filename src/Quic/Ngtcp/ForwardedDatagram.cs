using Garita.Quic.Ngtcp.Sockets;

namespace Garita.Quic.Ngtcp;

/// <summary>A datagram on its way from the loop that got it to the loop whose connection it is for.</summary>
internal sealed record ForwardedDatagram(byte[] Data, RawAddress Remote, RawAddress Local, Action Arrived);
