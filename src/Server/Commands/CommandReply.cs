using System.Text.Json;

namespace Garita.Server.Commands;

/// <summary>What a device answered: <c>{"ok": true, "result": …}</c> or <c>{"ok": false, "error": "…"}</c>.</summary>
internal readonly record struct CommandReply(bool Ok, JsonElement? Result, string? Error)
{
    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    public static CommandReply Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(payload, s_strict);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return Wrong;
        }
    }

    private static CommandReply Wrong => new(false, null, "the device's reply is not the JSON of a reply");

    private static CommandReply Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("ok", out JsonElement ok))
        {
            return Wrong;
        }

        JsonElement? result = root.TryGetProperty("result", out JsonElement value) ? value.Clone() : null;
        string? error = root.TryGetProperty("error", out JsonElement text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;
        return ok.ValueKind switch
        {
            JsonValueKind.True => new CommandReply(true, result, null),
            JsonValueKind.False => new CommandReply(false, null, error ?? "the device says no more"),
            _ => Wrong,
        };
    }
}
