using System.Text.Json;

namespace Garita.Contracts.Api.Commands;

/// <summary>The desired or the reported state of a device.</summary>
/// <param name="Device">The device's id.</param>
/// <param name="State">The state, a JSON object of at most 64 KiB; null where there is none.</param>
/// <param name="Updated">When it was set or heard; null where there is none.</param>
public sealed record StateDocument(string Device, JsonElement? State, DateTimeOffset? Updated);
