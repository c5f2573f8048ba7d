namespace Garita.Contracts.Identities;

/// <summary>
/// What sort of holder an identity names. It follows from issuer and key usage, never from a name's spelling.
/// </summary>
public enum IdentityKind
{
    /// <summary>One unit that a maker ships.</summary>
    Device,

    /// <summary>A program that acts on the fleet: <c>service:commands</c>.</summary>
    Service,

    /// <summary>A person: <c>operator:ana</c>.</summary>
    Operator,
}
