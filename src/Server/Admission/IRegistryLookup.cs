using Garita.Contracts.Identities;

namespace Garita.Server.Admission;

/// <summary>What admission asks the registry. Answers come from memory: it is asked inside handshakes.</summary>
public interface IRegistryLookup
{
    /// <summary>What the registry knows of a certificate; null where it never issued or has forgotten it.</summary>
    RegistryEntry? Find(CertificateFingerprint fingerprint);
}
