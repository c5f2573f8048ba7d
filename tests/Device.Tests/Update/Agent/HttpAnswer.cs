namespace Garita.Device.Tests.Update.Agent;

/// <summary>What an HTTPS server answers.</summary>
/// <param name="Body">The bytes that follow the head.</param>
internal sealed record HttpAnswer(byte[] Body)
{
    /// <summary>Where the range begins; null for a whole file.</summary>
    public long? From { get; init; }

    public long Total { get; init; }

    /// <summary>Bytes that the head promises, where that is not what comes.</summary>
    public long? Promised { get; init; }

    /// <summary>Bytes handed out at each read.</summary>
    public int AtOnce { get; init; } = int.MaxValue;

    /// <summary>Waited for before each read.</summary>
    public Func<CancellationToken, Task> Pause { get; init; } = _ => Task.CompletedTask;

    /// <summary>Begin again at the end of the body, for ever.</summary>
    public bool Endless { get; init; }

    public string Head => From is { } from
        ? $"HTTP/1.1 206 Partial Content\r\nContent-Length: {Promised ?? Body.Length}\r\n"
            + $"Content-Range: bytes {from}-{Total - 1}/{Total}\r\n\r\n"
        : $"HTTP/1.1 200 OK\r\nContent-Length: {Promised ?? Body.Length}\r\n\r\n";
}
