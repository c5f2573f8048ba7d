using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Tests.Listeners;

/// <summary>Keeps every line logged, and lets a test wait for one.</summary>
public sealed class CapturedLog : ILogger, ILoggerFactory
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly SemaphoreSlim _arrived = new(0);

    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>Lines that tell of a refusal.</summary>
    public IReadOnlyList<string> Refusals => [.. _lines.Where(l => l.StartsWith("Refused", StringComparison.Ordinal))];

    /// <summary>Waits until a line holds the text; fails after 20 s.</summary>
    public async Task<string> WaitFor(string text)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while (true)
        {
            if (_lines.FirstOrDefault(l => l.Contains(text, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }

            try
            {
                await _arrived.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"no line with '{text}' in:\n{string.Join('\n', _lines)}");
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue(formatter(state, exception) + exception);
        _arrived.Release();
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose() => _arrived.Dispose();
}
