using System.Text.Json;

namespace Garita.Contracts.Api.Commands;

/// <summary>How one command ended.</summary>
/// <param name="Device">The device's id.</param>
/// <param name="Name">The command.</param>
/// <param name="Correlation">What ties the reply to the command: 32 hex digits.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Result">What the device returned; null unless <see cref="CommandOutcome.Ok"/>.</param>
/// <param name="Error">What the device, or the server, says went wrong; null for
/// <see cref="CommandOutcome.Ok"/>.</param>
/// <param name="ElapsedMs">From sending to the end, in milliseconds.</param>
public sealed record CommandResult(
    string Device,
    string Name,
    string Correlation,
    CommandOutcome Outcome,
    JsonElement? Result,
    string? Error,
    long ElapsedMs);
