using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Garita.Cli.Demo;

/// <summary>Keeps the last warnings of the demo's server, so that the story can quote its reasons.</summary>
public sealed class DemoLog : ILoggerProvider
{
    private const int MaxLines = 1000;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly List<string> _lines = [];
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Lines so far; at most a thousand are kept.</summary>
    public int Count
    {
        get
        {
            lock (_lines)
            {
                return _lines.Count;
            }
        }
    }

    /// <summary>The last lines, oldest first.</summary>
    public IReadOnlyList<string> Last(int count)
    {
        lock (_lines)
        {
            return [.. _lines.TakeLast(count)];
        }
    }

    /// <summary>Waits up to five seconds for a line that begins with a word; null when none came.</summary>
    public async Task<string?> WaitForAsync(int from, string word, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_patience);
        try
        {
            while (true)
            {
                if (Find(from, word) is { } line)
                {
                    return line;
                }

                await _news.Reader.ReadAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Writer(this);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }

    private string? Find(int from, string word)
    {
        lock (_lines)
        {
            return _lines.Skip(from).FirstOrDefault(line => line.StartsWith(word, StringComparison.Ordinal));
        }
    }

    private void Add(string line)
    {
        lock (_lines)
        {
            if (_lines.Count < MaxLines)
            {
                _lines.Add(line);
            }
        }

        _news.Writer.TryWrite(true);
    }

    private sealed class Writer(DemoLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log.Add(formatter(state, exception));
            }
        }
    }
}
