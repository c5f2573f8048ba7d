using System.Diagnostics;
using System.Threading.Channels;

namespace Garita.Samples.Tests.Fixtures;

/// <summary>A client as a process of its own.</summary>
public sealed class RunningSample : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Task<string> _errors;
    private readonly Task _reading;

    private RunningSample(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    public static RunningSample Start(IReadOnlyList<string> command)
    {
        Process process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        return new RunningSample(process);
    }

    /// <summary>The next line it prints; fails with its errors where it ends instead.</summary>
    public async Task<string> NextLineAsync()
    {
        using CancellationTokenSource limit = new(s_limit);
        return await _lines.Reader.WaitToReadAsync(limit.Token) && _lines.Reader.TryRead(out string? line)
            ? line
            : throw new InvalidOperationException($"it said no more, but: {await _errors.WaitAsync(s_limit)}");
    }

    /// <summary>Waits for its end; returns its exit code and what it wrote to standard error.</summary>
    public async Task<(int ExitCode, string Errors)> EndAsync()
    {
        using CancellationTokenSource limit = new(s_limit);
        await _process.WaitForExitAsync(limit.Token);
        return (_process.ExitCode, await _errors.WaitAsync(s_limit));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _reading.WaitAsync(s_limit);
        await _errors.WaitAsync(s_limit);
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _lines.Writer.TryWrite(line);
        }

        _lines.Writer.Complete();
    }
}
