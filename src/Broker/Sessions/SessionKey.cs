using Garita.Contracts.Identities;

namespace Garita.Broker.Sessions;

/// <summary>What a session belongs to. The identity is part of the key: nobody can name another's session.</summary>
internal readonly record struct SessionKey(Identity Identity, string ClientId);
