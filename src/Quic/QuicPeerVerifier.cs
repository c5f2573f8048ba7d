namespace Garita.Quic;

/// <summary>
/// Judges the other end within the handshake: true lets it in. It is asked once for every connection, on the thread
/// that serves many others, so it must not wait for anything. It must not throw; if it does, the answer is no.
/// </summary>
/// <remarks>A server that asks for no certificates does not ask this either.</remarks>
public delegate bool QuicPeerVerifier(QuicPeer peer);
