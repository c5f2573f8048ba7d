using System.Text;

namespace Garita.Device.Tests.Update.Agent;

/// <summary>The server's end of one HTTP/1.1 connection: requests are written to it, answers are read.</summary>
internal sealed class HttpEnd(Func<string, long, HttpAnswer?> serve) : Stream
{
    private readonly SemaphoreSlim _ready = new(0);
    private readonly StringBuilder _request = new();
    private byte[] _head = [];
    private HttpAnswer? _answer;
    private int _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _request.Append(Encoding.ASCII.GetString(buffer.Span));
        string text = _request.ToString();
        if (text.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            _request.Clear();
            string[] lines = text.Split("\r\n");
            string? range = lines.FirstOrDefault(l => l.StartsWith("Range: bytes=", StringComparison.Ordinal));
            long from = range is null ? 0 : long.Parse(range["Range: bytes=".Length..].Split('-')[0]);
            _answer = serve(lines[0].Split(' ')[1], from);
            _head = Encoding.ASCII.GetBytes(
                _answer?.Head ?? "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
            _at = 0;
            _ready.Release();
        }

        return ValueTask.CompletedTask;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        if (_head.Length == 0)
        {
            if (_answer is not { } answer || (_at >= answer.Body.Length && !answer.Endless))
            {
                if (_answer is { Promised: { } promised } && promised > _answer.Body.Length)
                {
                    return 0;
                }

                await _ready.WaitAsync(cancellationToken);
                return await ReadAsync(buffer, cancellationToken);
            }

            await answer.Pause(cancellationToken);
            ReadOnlyMemory<byte> rest = answer.Body.AsMemory(_at % answer.Body.Length);
            int count = Math.Min(Math.Min(rest.Length, buffer.Length), answer.AtOnce);
            rest[..count].CopyTo(buffer);
            _at += count;
            return count;
        }

        int head = Math.Min(_head.Length, buffer.Length);
        _head.AsMemory(0, head).CopyTo(buffer);
        _head = _head[head..];
        return head;
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _ready.Dispose();
        base.Dispose(disposing);
    }
}
