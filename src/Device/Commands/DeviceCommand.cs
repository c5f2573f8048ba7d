using System.Text.Json;
using System.Text.Json.Nodes;

namespace Garita.Device.Commands;

/// <summary>One command to this device.</summary>
public sealed record DeviceCommand
{
    /// <summary>What is to be done.</summary>
    public required string Name { get; init; }

    /// <summary>Names this one command; the reply carries it back.</summary>
    public required string Correlation { get; init; }

    /// <summary>What the sender gave along, as received.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>When the reply must have been made.</summary>
    public DateTimeOffset Deadline { get; init; }

    /// <summary>The payload as JSON; null where it is empty or no JSON.</summary>
    public JsonNode? Arguments
    {
        get
        {
            try
            {
                return Payload.IsEmpty ? null : JsonNode.Parse(Payload.Span);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Correlation} ({Payload.Length} bytes)";
}
