using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Contracts.Bootstrap.Requests;

namespace Garita.Contracts.Bootstrap;

/// <summary>Reads and writes the JSON of requests and replies. Reads nothing that it would not write.</summary>
public static class BootstrapMessages
{
    /// <summary>Measurements in one request; more would not fit beside a token.</summary>
    public const int MaxMeasures = 32;

    /// <summary>Commands in one reply, and answers in one request: a device does one after another.</summary>
    public const int MaxCommands = 8;

    /// <summary>Bytes of a request's nonce.</summary>
    public const int NonceBytes = 16;

    /// <summary>The request as JSON. Throws <see cref="ArgumentException"/> where no server would take it.</summary>
    public static byte[] Write(BootstrapRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Written(request, BootstrapJson.Default.BootstrapRequest, RequestRules.Check(request));
    }

    /// <summary>The reply as JSON. Throws <see cref="ArgumentException"/> where no device would take it.</summary>
    /// <param name="reply">What to write.</param>
    /// <param name="op">What was asked.</param>
    public static byte[] Write(BootstrapReply reply, BootstrapOp op)
    {
        ArgumentNullException.ThrowIfNull(reply);
        return Written(reply, BootstrapJson.Default.BootstrapReply, ReplyRules.Check(reply, op));
    }

    /// <summary>Reads a request; it is there only when nothing is refused.</summary>
    /// <param name="utf8">The JSON: the bytes of a <c>register</c>, the payload of a signed request.</param>
    /// <param name="request">What it says.</param>
    public static MessageRefusal TryRead(ReadOnlySpan<byte> utf8, out BootstrapRequest? request)
    {
        MessageRefusal refusal = TryRead(utf8, BootstrapJson.Default.BootstrapRequest, out request);
        refusal = refusal == MessageRefusal.None ? RequestRules.Check(request!) : refusal;
        request = refusal == MessageRefusal.None ? request : null;
        return refusal;
    }

    /// <summary>Reads a reply; it is there only when nothing is refused.</summary>
    /// <param name="utf8">The payload of a reply whose signature is right.</param>
    /// <param name="op">What was asked; the reply has to be one to that.</param>
    /// <param name="reply">What it says.</param>
    public static MessageRefusal TryRead(ReadOnlySpan<byte> utf8, BootstrapOp op, out BootstrapReply? reply)
    {
        MessageRefusal refusal = TryRead(utf8, BootstrapJson.Default.BootstrapReply, out reply);
        refusal = refusal == MessageRefusal.None ? ReplyRules.Check(reply!, op) : refusal;
        reply = refusal == MessageRefusal.None ? reply : null;
        return refusal;
    }

    private static byte[] Written<T>(T message, JsonTypeInfo<T> type, MessageRefusal refusal)
    {
        if (refusal != MessageRefusal.None)
        {
            throw new ArgumentException($"nobody would read this: {refusal}", nameof(message));
        }

        return JsonSerializer.SerializeToUtf8Bytes(message, type);
    }

    private static MessageRefusal TryRead<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type, out T? message)
        where T : class
    {
        message = null;
        if (utf8.Length > BootstrapWire.MaxMessageBytes)
        {
            return MessageRefusal.TooLong;
        }

        try
        {
            message = JsonSerializer.Deserialize(utf8, type);
        }
        catch (JsonException)
        {
            return MessageRefusal.Malformed;
        }

        return message is null ? MessageRefusal.Malformed : MessageRefusal.None;
    }
}
