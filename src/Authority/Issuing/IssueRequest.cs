using Garita.Contracts.Identities;
using Garita.Pki.Requests;

namespace Garita.Authority.Issuing;

/// <summary>Someone whom the caller has allowed to have a certificate.</summary>
/// <param name="Identity">Whom it shall name.</param>
/// <param name="Csr">The request; only its key counts.</param>
/// <param name="OrganizationalUnit">An OU that policies may ask for, or null.</param>
public sealed record IssueRequest(Identity Identity, ParsedCsr Csr, string? OrganizationalUnit = null);
