using Garita.Quic;

namespace Garita.Server.Listeners.Quic;

/// <summary>What is spoken on a port under one name.</summary>
/// <param name="Name">The name in ALPN (RFC 7301).</param>
/// <param name="ServeAsync">Takes a connection whose handshake has ended well and owns it until the task ends; if it
/// fails, that is logged.</param>
internal sealed record QuicProtocol(string Name, Func<QuicConnection, Task> ServeAsync);
