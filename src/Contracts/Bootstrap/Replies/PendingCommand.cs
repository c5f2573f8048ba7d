using System.Text.Json;

namespace Garita.Contracts.Bootstrap.Replies;

/// <summary>One command that waits for the device.</summary>
/// <param name="Id">What the answer names it by: 1 to 64 of <c>A-Z a-z 0-9 - _</c>.</param>
/// <param name="Name">What is to be done: 1 to 64 of <c>A-Z a-z 0-9 - _</c>.</param>
/// <param name="Seconds">How long from now the answer is waited for: 1 to 86 400.</param>
/// <param name="Payload">What the sender gave along; null for nothing.</param>
public sealed record PendingCommand(string Id, string Name, int Seconds, JsonElement? Payload = null);
