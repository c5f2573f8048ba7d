using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Garita.Bootstrap.Tests.Fixtures;

/// <summary>Keeps every line that is logged, down to the least of them, and lets a test wait for one.</summary>
internal sealed class Listened : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly SemaphoreSlim _news = new(0);

    public IReadOnlyList<string> Lines => [.. _lines];

    public async Task<string> WaitForAsync(string text)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        try
        {
            while (true)
            {
                if (_lines.FirstOrDefault(l => l.Contains(text, StringComparison.Ordinal)) is { } line)
                {
                    return line;
                }

                await _news.WaitAsync(limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"no line with '{text}' in:\n{string.Join('\n', _lines)}");
        }
    }

    /// <summary>Waits until so many lines hold one of the texts.</summary>
    public async Task WaitForAsync(int count, params string[] texts)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (_lines.Count(line => texts.Any(text => line.Contains(text, StringComparison.Ordinal))) < count)
        {
            await _news.WaitAsync(limit.Token);
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        string values = state is IEnumerable<KeyValuePair<string, object?>> pairs
            ? string.Join(' ', pairs.Select(pair => pair.Value))
            : string.Empty;
        _lines.Enqueue($"{formatter(state, exception)} {values} {exception}");
        _news.Release();
    }

    public void Dispose()
    {
        // A server logs until its last moment; the semaphore holds no handle.
    }
}
