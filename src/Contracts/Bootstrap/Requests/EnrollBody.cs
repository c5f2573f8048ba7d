namespace Garita.Contracts.Bootstrap.Requests;

/// <summary>A device asks for a certificate. Holds a token: never printed.</summary>
/// <param name="Token">The access token.</param>
/// <param name="Csr">A PKCS#10 request in PEM (RFC 7468), by the key that signs this request.</param>
public sealed record EnrollBody(string Token, string Csr)
{
    /// <inheritdoc/>
    public override string ToString() => "EnrollBody { Token = ***, Csr = … }";
}
