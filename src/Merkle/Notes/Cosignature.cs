namespace Garita.Merkle.Notes;

/// <summary>A witness's verified word about a checkpoint.</summary>
/// <param name="Witness">The witness's name.</param>
/// <param name="Time">When it says it made it, by its own clock.</param>
public sealed record Cosignature(string Witness, DateTimeOffset Time);
