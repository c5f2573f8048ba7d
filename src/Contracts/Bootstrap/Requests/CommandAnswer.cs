using System.Text.Json;

namespace Garita.Contracts.Bootstrap.Requests;

/// <summary>What came of one command.</summary>
/// <param name="Id">The id that the command came with.</param>
/// <param name="Ok">Whether it was done.</param>
/// <param name="Result">What came of it; null where there is nothing to say or it was not done.</param>
/// <param name="Error">Why it was not done, at most 256 characters; null where it was.</param>
public sealed record CommandAnswer(string Id, bool Ok, JsonElement? Result = null, string? Error = null);
