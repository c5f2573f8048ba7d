using System.Diagnostics;

namespace Garita.TestKit;

/// <summary>Runs a program to its end.</summary>
public static class ToolRun
{
    // A tool that hangs must fail the test, not the run; none of ours takes a tenth of this on an idle machine.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Runs a program with arguments; returns its exit code and everything it wrote, both streams together.
    /// </summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string tool, params string[] arguments)
    {
        ProcessStartInfo start = new(tool, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = new(s_limit);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
        string text = await output + await error;
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, text);
    }
}
