using Garita.Contracts.Identities;
using Garita.Pki.Keys;

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

    /// <summary>An identity with nothing but a name.</summary>
    public static NewIdentity Of(Identity identity) => new(identity, null, null, []);
}
