namespace Garita.Quic;

/// <summary>Counts of a server. An engine that does not know one says 0.</summary>
/// <param name="Connections">Open connections, handshakes included.</param>
/// <param name="Handshakes">Handshakes under way.</param>
/// <param name="Accepted">Connections handed to the caller since the start.</param>
/// <param name="Retries">Newcomers asked to prove their address first.</param>
/// <param name="Refused">Newcomers turned away by a limit.</param>
/// <param name="Failed">Handshakes that did not end well.</param>
public sealed record QuicServerSnapshot(
    int Connections, int Handshakes, long Accepted, long Retries, long Refused, long Failed);
