using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Garita.Cli.Tests.Harness;

/// <summary>A <c>garita</c> on a terminal of its own, made by <c>script</c> of util-linux; killed when disposed.
/// </summary>
public sealed partial class ScreenRun : IAsyncDisposable
{
    /// <summary>What it takes, for <see cref="TestKit.ToolFactAttribute"/>.</summary>
    public const string Tool = "script";

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _text = new();
    private readonly SemaphoreSlim _news = new(0);
    private readonly Task _reading;

    private ScreenRun(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>Everything that the terminal was sent, with its control sequences.</summary>
    public string Raw
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    /// <summary>The same without them; what is drawn over begins on a line of its own.</summary>
    public string Text => Sequence().Replace(Raw, string.Empty).Replace("\r\n", "\n", StringComparison.Ordinal)
        .Replace('\r', '\n').Replace("^C", string.Empty, StringComparison.Ordinal);

    /// <summary>Starts it on a terminal that is so wide.</summary>
    public static ScreenRun Start(
        int columns, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        string command = string.Create(
            CultureInfo.InvariantCulture,
            $"stty cols {columns} rows 40; exec '{Shell.Executable}' {string.Join(' ', arguments.Select(Quote))}");
        ProcessStartInfo start = Shell.Describe(environment, Tool, "-qec", command, "/dev/null");
        start.Environment["TERM"] = "xterm-256color";
        start.StandardOutputEncoding = Encoding.UTF8;
        return new ScreenRun(Process.Start(start)!);
    }

    /// <summary>Presses keys.</summary>
    public async Task TypeAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits for words on the screen.</summary>
    public async Task WaitForAsync(string words)
    {
        using CancellationTokenSource limit = new(s_limit);
        while (!Text.Contains(words, StringComparison.Ordinal))
        {
            Assert.False(_reading.IsCompleted, $"it ended without '{words}':\n{Text}");
            await Task.WhenAny(_news.WaitAsync(limit.Token), _reading);
            Assert.False(limit.IsCancellationRequested, $"no '{words}' in:\n{Text}");
        }
    }

    /// <summary>Waits for its end; answers the exit code.</summary>
    public async Task<int> EndAsync()
    {
        using CancellationTokenSource limit = new(s_limit);
        await _process.WaitForExitAsync(limit.Token);
        await _reading.WaitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
        _news.Dispose();
    }

    private static string Quote(string word) => $"'{word}'";

    private async Task ReadAsync()
    {
        char[] buffer = new char[4096];
        int read;
        while ((read = await _process.StandardOutput.ReadAsync(buffer)) > 0)
        {
            lock (_text)
            {
                _text.Append(buffer, 0, read);
            }

            _news.Release();
        }
    }

    [GeneratedRegex("\u001b(\\[[0-9;?]*[A-Za-z]|[=>])")]
    private static partial Regex Sequence();
}
