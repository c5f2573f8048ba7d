namespace Garita.Contracts.Api.Audit;

/// <summary>A proof that the log of one size begins with the log of another (RFC 6962 2.1.2).</summary>
/// <param name="From">The smaller size.</param>
/// <param name="To">The larger size.</param>
/// <param name="Hashes">The proof, each hash in base64.</param>
/// <param name="Checkpoint">The signed checkpoint of the newest size.</param>
public sealed record ConsistencyView(long From, long To, IReadOnlyList<string> Hashes, string Checkpoint);
