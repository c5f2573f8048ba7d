using Garita.Broker.Routing;
using Garita.Contracts.Identities;

namespace Garita.Broker.Retained;

/// <summary>A message kept for a topic, with what its publisher is judged by.</summary>
internal sealed record RetainedMessage(Publication Publication, PeerAttributes Publisher);
