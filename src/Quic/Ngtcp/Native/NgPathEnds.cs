using Garita.Quic.Ngtcp.Sockets;

namespace Garita.Quic.Ngtcp.Native;

/// <summary>Both addresses of a connection.</summary>
internal readonly record struct NgPathEnds(RawAddress Local, RawAddress Remote);
