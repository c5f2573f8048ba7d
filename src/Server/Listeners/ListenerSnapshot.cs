namespace Garita.Server.Listeners;

/// <summary>Counts of a listener at one moment.</summary>
/// <param name="Connections">Open connections, handshakes included.</param>
/// <param name="Handshakes">Handshakes under way.</param>
/// <param name="Transports">Connections handed to the broker and not yet closed.</param>
public sealed record ListenerSnapshot(int Connections, int Handshakes, int Transports);
