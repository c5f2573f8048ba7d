using Garita.Broker.Connections;
using Garita.Contracts.Identities;

namespace Garita.Server.Admission;

/// <summary>What the registry knows of one certificate.</summary>
/// <param name="Attributes">Whose it is, with groups and images; the OU is taken from the certificate instead.</param>
/// <param name="Refusal">Null: certificate and identity are active. Otherwise why they are not.</param>
public sealed record RegistryEntry(PeerAttributes Attributes, PeerRefusal? Refusal);
