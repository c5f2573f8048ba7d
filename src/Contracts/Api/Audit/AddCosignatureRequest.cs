namespace Garita.Contracts.Api.Audit;

/// <summary>A witness's word about a checkpoint of this log.</summary>
/// <param name="Note">The checkpoint as this log signed it, with the witness's signature line.</param>
public sealed record AddCosignatureRequest(string Note);
