namespace Garita.Contracts.Bootstrap.Requests;

/// <summary>A device asks for a certificate. Holds a token: never printed.</summary>
/// <param name="Csr">A PKCS#10 request in PEM (RFC 7468), by the key that signs this request.</param>
/// <param name="Token">
/// The access token; null from a device that came with a certificate of its own, and renews it.
/// </param>
public sealed record EnrollBody(string Csr, string? Token = null)
{
    /// <inheritdoc/>
    public override string ToString() => "EnrollBody { Csr = …, Token = *** }";
}
