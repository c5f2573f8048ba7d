using Garita.Contracts.Identities;

namespace Garita.Broker;

/// <summary>
/// What the registry knows of an identity now. Asked when a policy or a group changes, never per message.
/// </summary>
public interface IIdentityDirectory
{
    /// <summary>The attributes of an identity that is known and active; null for any other.</summary>
    PeerAttributes? Find(Identity identity);
}
