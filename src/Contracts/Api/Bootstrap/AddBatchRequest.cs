namespace Garita.Contracts.Api.Bootstrap;

/// <summary>Asks for a new batch of devices that share a birth certificate.</summary>
/// <param name="Name">1 to 64 of <c>A-Z a-z 0-9 - _</c>; never used before, in any case.</param>
/// <param name="CsrPem">A PKCS#10 request in PEM for a P-256 key; the key stays with the maker.</param>
public sealed record AddBatchRequest(string Name, string CsrPem);
