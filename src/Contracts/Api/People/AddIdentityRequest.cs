namespace Garita.Contracts.Api.People;

/// <summary>Asks for a new service or operator.</summary>
/// <param name="Name">1 to 64 of <c>A-Z a-z 0-9 - _</c>, without its kind.</param>
/// <param name="CsrPem">A PKCS#10 request in PEM for a P-256 key; at most 8 KiB.</param>
/// <param name="Passphrase">Unlocks the issuer of people for this one request; never stored, never logged.</param>
public sealed record AddIdentityRequest(string Name, string CsrPem, string Passphrase)
{
    /// <summary>Leaves the passphrase out.</summary>
    public override string ToString() => $"AddIdentityRequest {{ Name = {Name} }}";
}
