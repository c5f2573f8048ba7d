namespace Garita.Contracts.Api.Bootstrap;

/// <summary>What every device of a batch is made with, but for the birth key; nothing in it is secret.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="ChainPem">The birth certificate, then its issuer, in PEM.</param>
/// <param name="ServerRootPem">The one root that devices trust for connections, in PEM.</param>
/// <param name="MessageKeysPem">
/// The public keys that replies are verified with, in PEM: the current one, then the next.
/// </param>
public sealed record BirthKit(
    BatchView Batch, string ChainPem, string ServerRootPem, IReadOnlyList<string> MessageKeysPem);
