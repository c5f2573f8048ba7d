using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Garita.Cli;

namespace Garita.BootstrapBench;

/// <summary>A server in a process of its own, as it ships, and what it has cost so far.</summary>
internal sealed partial class ServedGarita : IAsyncDisposable
{
    private readonly Process _process;

    private ServedGarita(TestGround ground, Process process, int port) =>
        (Ground, _process, Port) = (ground, process, port);

    public TestGround Ground { get; }

    /// <summary>Of bootstrap, UDP and TCP.</summary>
    public int Port { get; }

    /// <summary>User and system time, in seconds.</summary>
    public double Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    public static async Task<ServedGarita> StartAsync(TestGround ground)
    {
        string passphrase = ground.Beside("passphrase");
        await File.WriteAllTextAsync(passphrase, "only for this directory\n");
        await RunAsync("init", "--name", "localhost", "--data", ground.Data, "--passphrase-file", passphrase);
        Directory.CreateDirectory(ground.Spool);

        // One address stands for a fleet here.
        string[] limits =
            ["connections-per-source=4096", "accepts-per-second=4096", "accepts-per-second-per-source=4096"];
        Process process = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "garita"),
            [
                "serve", "--data", ground.Data, "--mqtt-port", "0", "--quic-port", "0", "--no-https", "--api-port", "0",
                "--bootstrap-port", "20190", "--code-spool", ground.Spool,
                .. limits.SelectMany(limit => new[] { "--limit", limit }),
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        int port = 0;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (BootstrapPort().Match(line) is { Success: true } found)
            {
                port = int.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture);
            }

            if (line.StartsWith("policy", StringComparison.Ordinal))
            {
                break;
            }
        }

        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        return new ServedGarita(ground, process, port);
    }

    /// <summary>Runs a command as the first operator.</summary>
    public Task RunAsOperatorAsync(params string[] arguments) => RunAsync([.. arguments, "--data", Ground.Data]);

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task RunAsync(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        if (await CommandLine.InvokeAsync(arguments, output, error) != 0)
        {
            throw new InvalidOperationException(error.ToString());
        }
    }

    [GeneratedRegex(@"bootstrap on \S+:(\d+)")]
    private static partial Regex BootstrapPort();
}
