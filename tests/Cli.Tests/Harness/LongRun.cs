using System.Diagnostics;
using System.Globalization;
using System.Text;
using Garita.TestKit;

namespace Garita.Cli.Tests.Harness;

/// <summary>A running <c>garita</c> that ends by a signal; killed when disposed.</summary>
public sealed class LongRun : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(45);

    private readonly Process _process;
    private readonly StringBuilder _text = new();
    private readonly SemaphoreSlim _news = new(0);

    private LongRun(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Everything it wrote so far, both streams.</summary>
    public string Text
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    public static LongRun Start(params string[] arguments) => Start(new Dictionary<string, string>(), arguments);

    /// <summary>Starts it with a directory of its own for temporary files.</summary>
    public static LongRun StartIn(string temporary, params string[] arguments) =>
        Start(new Dictionary<string, string> { ["TMPDIR"] = temporary }, arguments);

    /// <summary>Starts it with additions to the environment.</summary>
    public static LongRun StartWith(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start(environment, arguments);

    private static LongRun Start(IReadOnlyDictionary<string, string> environment, string[] arguments) =>
        new(Process.Start(Shell.Describe(environment, Shell.Executable, arguments))!);

    /// <summary>Waits for words in what it writes.</summary>
    public async Task WaitForAsync(string words)
    {
        using CancellationTokenSource limit = new(s_limit);
        while (!Text.Contains(words, StringComparison.Ordinal))
        {
            try
            {
                await _news.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"'{words}' never came:\n{Text}");
            }
        }
    }

    /// <summary>Sends a signal.</summary>
    public async Task SignalAsync(string signal) => Assert.Equal(0, (await ToolRun.RunAsync(
        "kill", "-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture))).ExitCode);

    /// <summary>Waits for its end; returns the exit code.</summary>
    public async Task<int> EndAsync(TimeSpan? within = null)
    {
        using CancellationTokenSource limit = new(within ?? s_limit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"it did not end:\n{Text}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _news.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_text)
        {
            _text.AppendLine(line);
        }

        _news.Release();
    }
}
