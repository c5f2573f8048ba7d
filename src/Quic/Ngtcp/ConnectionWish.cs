namespace Garita.Quic.Ngtcp;

/// <summary>What somebody wants done for a connection, on its loop's thread.</summary>
internal sealed record ConnectionWish(NgConnection Connection, Action Work);
