using System.Diagnostics;
using System.Globalization;

namespace Garita.QuicBench;

/// <summary>A server in a process of its own, and what it has cost so far.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(string name, Process process, int port) => (Name, _process, Port) = (name, process, port);

    public string Name { get; }

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

    /// <summary>Resident memory, in KiB.</summary>
    public long Resident
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1024;
        }
    }

    /// <summary>Starts this program as a server, which prints its port.</summary>
    public static async Task<ServerProcess> OwnAsync(string kind, string folder)
    {
        Process process = Start(Environment.ProcessPath!, folder, "server", kind, folder);
        string line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("no port");
        return new ServerProcess("Garita, " + kind, process, int.Parse(line, CultureInfo.InvariantCulture));
    }

    /// <summary>Starts another program on a port, and waits for a sign that it is ready.</summary>
    public static async Task<ServerProcess> OtherAsync(
        string name, int port, string? sign, string folder, params string[] command)
    {
        Process process = Start(command[0], folder, command[1..]);
        for (string? line = sign; line is not null;)
        {
            line = await process.StandardOutput.ReadLineAsync();
            if (line?.StartsWith(sign!, StringComparison.Ordinal) == true)
            {
                break;
            }
        }

        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        return new ServerProcess(name, process, port);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static Process Start(string program, string folder, params string[] arguments) => Process.Start(
        new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = program != Environment.ProcessPath,
            WorkingDirectory = folder,
        })!;
}
