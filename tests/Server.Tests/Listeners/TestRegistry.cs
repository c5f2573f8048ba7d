using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Garita.Broker;
using Garita.Broker.Connections;
using Garita.Contracts.Identities;
using Garita.Server.Admission;

namespace Garita.Server.Tests.Listeners;

/// <summary>A registry in memory.</summary>
public sealed class TestRegistry : IRegistryLookup, IIdentityDirectory
{
    private readonly ConcurrentDictionary<CertificateFingerprint, RegistryEntry> _entries = new();

    public void Set(X509Certificate2 certificate, Identity identity, PeerRefusal? refusal = null) =>
        _entries[CertificateFingerprint.Of(certificate.RawData)] =
            new RegistryEntry(PeerAttributes.Of(identity), refusal);

    public RegistryEntry? Find(CertificateFingerprint fingerprint) => _entries.GetValueOrDefault(fingerprint);

    public PeerAttributes? Find(Identity identity) =>
        _entries.Values.FirstOrDefault(e => e.Attributes.Identity == identity && e.Refusal is null)?.Attributes;
}
