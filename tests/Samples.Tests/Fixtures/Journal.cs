using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Garita.Samples.Tests.Fixtures;

/// <summary>Keeps every line that a server logs, and lets a test wait for one.</summary>
public sealed class Journal : ILogger, ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly SemaphoreSlim _news = new(0);

    public int Count => _lines.Count;

    /// <summary>The lines from one place on that tell of a refused connection.</summary>
    public IReadOnlyList<string> Refusals(int from) =>
        [.. _lines.Skip(from).Where(line => line.StartsWith("Refused", StringComparison.Ordinal))];

    /// <summary>Waits for a line that holds a text; fails after 20 s with all lines.</summary>
    public async Task<string> WaitForAsync(string text, int from = 0)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        try
        {
            while (true)
            {
                if (_lines.Skip(from).FirstOrDefault(l => l.Contains(text, StringComparison.Ordinal)) is { } line)
                {
                    return line;
                }

                await _news.WaitAsync(limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"no line with '{text}' in:\n{string.Join('\n', _lines.Skip(from))}");
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue(formatter(state, exception) + exception);
        _news.Release();
    }

    public void Dispose()
    {
        // The server logs until its last moment; the semaphore holds no handle.
    }
}
