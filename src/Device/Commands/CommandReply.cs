using System.Text.Json.Nodes;

namespace Garita.Device.Commands;

/// <summary>
/// What a device answers to a command: <c>{"ok":true,"result":…}</c> or <c>{"ok":false,"error":"…"}</c>.
/// </summary>
public sealed record CommandReply
{
    private CommandReply(bool ok, JsonNode? result, string? error)
    {
        IsOk = ok;
        Result = result;
        Error = error;
    }

    /// <summary>Whether the command was done.</summary>
    public bool IsOk { get; }

    /// <summary>What came of it, or null.</summary>
    public JsonNode? Result { get; }

    /// <summary>Why it was not done; null where it was.</summary>
    public string? Error { get; }

    /// <summary>The command was done.</summary>
    public static CommandReply Ok(JsonNode? result = null) => new(true, result, null);

    /// <summary>The command was not done. The text goes to the sender: nothing secret.</summary>
    public static CommandReply Failed(string error) => new(false, null, error);

    /// <summary>The reply's payload.</summary>
    internal byte[] ToJson()
    {
        JsonObject body = new() { ["ok"] = IsOk };
        if (IsOk)
        {
            body["result"] = Result?.DeepClone();
        }
        else
        {
            body["error"] = Error;
        }

        return System.Text.Encoding.UTF8.GetBytes(body.ToJsonString());
    }
}
