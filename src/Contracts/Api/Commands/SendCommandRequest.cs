using System.Text.Json;

namespace Garita.Contracts.Api.Commands;

/// <summary>Sends one command and waits for its reply.</summary>
/// <param name="Name">1 to 64 of <c>A-Z a-z 0-9 - _</c>.</param>
/// <param name="Payload">What the command carries: any JSON; empty if left out. At most 64 KiB.</param>
/// <param name="TimeoutMs">How long to wait for the reply, in milliseconds: 100 to 60 000; 10 000 if left out.</param>
public sealed record SendCommandRequest(string Name, JsonElement? Payload = null, int? TimeoutMs = null);
