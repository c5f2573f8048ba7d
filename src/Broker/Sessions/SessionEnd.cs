using Garita.Broker.Connections;

namespace Garita.Broker.Sessions;

/// <summary>How a connection leaves its session.</summary>
/// <param name="Reason">Why the connection ended.</param>
/// <param name="PublishWill">Whether the will is to be published, now or after its delay.</param>
/// <param name="ExpirySeconds">A new Session Expiry Interval from DISCONNECT; null: as agreed.</param>
internal readonly record struct SessionEnd(CloseReason Reason, bool PublishWill, uint? ExpirySeconds);
