using Garita.Contracts.Identities;

namespace Garita.Broker.Connections;

/// <summary>
/// One connection, for observers. Ids grow, so that a late event of an older connection can be told apart.
/// </summary>
/// <param name="ConnectionId">Grows by one per connection opened.</param>
/// <param name="Identity">Who connected.</param>
/// <param name="ClientId">The MQTT client id, assigned or given; empty where CONNECT never came.</param>
/// <param name="RemoteAddress">Address and port.</param>
/// <param name="Fingerprint">The certificate that was shown.</param>
public sealed record ConnectionInfo(
    long ConnectionId,
    Identity Identity,
    string ClientId,
    string RemoteAddress,
    CertificateFingerprint Fingerprint);
