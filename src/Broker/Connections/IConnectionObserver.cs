namespace Garita.Broker.Connections;

/// <summary>
/// Hears who comes and goes. Called with no lock held, on the thread of the turn; must return soon and must not throw.
/// Events of one connection come in order; those of different connections may overtake each other.
/// </summary>
public interface IConnectionObserver
{
    /// <summary>CONNECT was accepted.</summary>
    void Connected(ConnectionInfo connection);

    /// <summary>An accepted connection ended. Comes once for each <see cref="Connected"/>.</summary>
    void Disconnected(ConnectionInfo connection, CloseReason reason);

    /// <summary>A connection was refused before it was accepted.</summary>
    void Refused(ConnectionInfo connection, CloseReason reason);
}
