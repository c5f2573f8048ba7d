using System.Security.Cryptography;
using System.Text;

namespace Garita.MqttClient.Transports;

/// <summary>
/// The opening handshake of a WebSocket (RFC 6455 4.1) on a stream that is authenticated already.
/// </summary>
internal static class WebSocketUpgrade
{
    /// <summary>The name under which MQTT is spoken [MQTT-6.0.0-3].</summary>
    public const string Subprotocol = "mqtt";

    // Far above any answer of a broker; a server that sends more headers is not one.
    private const int MaxAnswer = 8 * 1024;

    // RFC 6455 1.3
    private const string AcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>Asks for the WebSocket; returns when the server has agreed.</summary>
    /// <exception cref="MqttClientException">It did not, or its answer is wrong.</exception>
    public static async Task PerformAsync(
        Stream stream, string authority, string path, CancellationToken cancellationToken)
    {
        string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        string request = $"GET {path} HTTP/1.1\r\nHost: {authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: {Subprotocol}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        Judge(await ReadAnswerAsync(stream, cancellationToken).ConfigureAwait(false), key);
    }

    // The server is silent after its answer until CONNECT has come, so nothing may follow it.
    private static async Task<string> ReadAnswerAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] answer = new byte[MaxAnswer];
        int length = 0;
        while (length < answer.Length)
        {
            int count = await stream.ReadAsync(answer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            length += count;
            int end = answer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return end + 4 == length
                    ? Encoding.Latin1.GetString(answer, 0, end)
                    : throw Refused("the server spoke before it was asked");
            }

            if (count == 0)
            {
                throw Refused("the server closed the connection");
            }
        }

        throw Refused($"the server's answer is longer than {MaxAnswer} bytes");
    }

    private static void Judge(string answer, string key)
    {
        string[] lines = answer.Split("\r\n");
        string[] status = lines[0].Split(' ', 3);
        if (status.Length < 2 || status[0] != "HTTP/1.1")
        {
            throw Refused("the server does not speak HTTP/1.1");
        }

        if (status[1] != "101")
        {
            throw Refused("the server answered " + Printable(string.Join(' ', status[1..])));
        }

        Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines[1..])
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                fields[line[..colon]] = line[(colon + 1)..].Trim();
            }
        }

        // RFC 6455 4.1, the client's requirements 2 to 6; no extension was offered.
        bool isUpgraded = Is(fields, "Upgrade", "websocket", StringComparison.OrdinalIgnoreCase)
            && Is(fields, "Connection", "Upgrade", StringComparison.OrdinalIgnoreCase)
            && Is(fields, "Sec-WebSocket-Accept", Accept(key), StringComparison.Ordinal)
            && !fields.ContainsKey("Sec-WebSocket-Extensions");
        if (!isUpgraded)
        {
            throw Refused("the server's answer is not the one to this request");
        }

        // [MQTT-6.0.0-4]
        if (!Is(fields, "Sec-WebSocket-Protocol", Subprotocol, StringComparison.Ordinal))
        {
            throw Refused("the server did not agree to speak MQTT");
        }
    }

    private static bool Is(Dictionary<string, string> fields, string name, string value, StringComparison comparison) =>
        fields.TryGetValue(name, out string? found) && found.Equals(value, comparison);

    private static string Accept(string key)
    {
#pragma warning disable CA5350 // RFC 6455 4.2.2 names SHA-1, as a sign of having understood; it protects nothing
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptSuffix)));
#pragma warning restore CA5350
    }

    private static string Printable(string text) =>
        new([.. text.Take(80).Select(c => c is >= ' ' and <= '~' ? c : '?')]);

    private static MqttClientException Refused(string why) =>
        new(ClientFault.WebSocketRefused, $"No WebSocket: {why}.");
}
