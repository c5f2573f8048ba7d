using System.Collections.Frozen;
using System.Collections.Immutable;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Identities;
using Garita.Pki.Keys;

namespace Garita.Server.Registry;

/// <summary>One identity as the registry has it now.</summary>
public sealed record IdentityRecord
{
    /// <summary>Who.</summary>
    public required Identity Identity { get; init; }

    /// <summary>Whether it is let in.</summary>
    public required DeviceState State { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it was last seen, as far as was written down; <see cref="Liveness"/> knows better.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>The product type; null where nobody said.</summary>
    public string? Type { get; init; }

    /// <summary>The maker's serial number; null where nobody said.</summary>
    public string? Serial { get; init; }

    /// <summary>The firmware version that it last reported; null if never.</summary>
    public string? FirmwareVersion { get; init; }

    /// <summary>The key that content keys are wrapped for; null where it registered none.</summary>
    public EcPublicKey? EncryptionKey { get; init; }

    /// <summary>The groups the policy may ask about.</summary>
    public FrozenSet<string> Groups { get; init; } = FrozenSet<string>.Empty;

    /// <summary>All its certificates, the newest last.</summary>
    public ImmutableArray<RegisteredCertificate> Certificates { get; init; } = [];

    /// <summary>What the policy may ask about it, given the OU of the certificate that it showed.</summary>
    public PeerAttributes Attributes(string? organizationalUnit) =>
        new(Identity, organizationalUnit, Groups, FrozenSet<string>.Empty);
}
