using Garita.Broker.Access;
using Garita.Contracts.Identities;

namespace Garita.Broker.Routing;

/// <summary>Judges each delivery to one peer: still allowed, and not expired.</summary>
internal readonly struct DeliveryJudge(AccessPolicy policy, PeerAttributes attributes, long nowMs)
{
    public bool MayDeliver(Publication publication) =>
        !publication.IsExpired(nowMs) // [MQTT-3.3.2-5]
        && policy.JudgeDelivery(attributes, publication.Topic).Allowed;
}
