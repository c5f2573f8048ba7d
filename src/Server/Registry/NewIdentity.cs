using Garita.Contracts.Identities;
using Garita.Pki.Keys;
using Garita.Server.Bootstrap.Storage;

namespace Garita.Server.Registry;

/// <summary>What is known of an identity when it is added.</summary>
/// <param name="Identity">Who.</param>
/// <param name="Type">The product type, or null.</param>
/// <param name="Serial">The maker's serial number, or null.</param>
/// <param name="Groups">Its groups.</param>
public sealed record NewIdentity(Identity Identity, string? Type, string? Serial, IReadOnlyList<string> Groups)
{
    /// <summary>The OU that its certificate shall carry, or null.</summary>
    public string? OrganizationalUnit { get; init; }

    /// <summary>The key that content keys are wrapped for, or null.</summary>
    public EcPublicKey? EncryptionKey { get; init; }

    /// <summary>For a device that will ask for its certificate itself: how; null for any other.</summary>
    public BootstrapTerms? Bootstrap { get; init; }

    /// <summary>An identity with nothing but a name.</summary>
    public static NewIdentity Of(Identity identity) => new(identity, null, null, []);
}
