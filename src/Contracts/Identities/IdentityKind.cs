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

    /// <summary>
    /// What a batch of devices shares until each has a certificate of its own: <c>birth:2026-07</c>. It only lets a
    /// device ask, and only on the bootstrap listener.
    /// </summary>
    Birth,
}
