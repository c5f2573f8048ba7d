using Garita.Authority.Vault;
using Garita.Pki.Requests;

namespace Garita.Server.Hosting;

/// <summary>Asks for a new installation with its first operator.</summary>
/// <param name="DataDirectory">Not there yet, or empty.</param>
/// <param name="Vault">Names and secrets of the vault.</param>
/// <param name="OperatorName">The first operator, without its kind.</param>
/// <param name="OperatorCsr">A request for the operator's key, which stays with the caller.</param>
public sealed record InstallationRequest(
    string DataDirectory, VaultRequest Vault, string OperatorName, ParsedCsr OperatorCsr);
