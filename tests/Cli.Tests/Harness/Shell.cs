using System.Diagnostics;

namespace Garita.Cli.Tests.Harness;

/// <summary>Runs the command line: inside this process where that is enough, else the real executable.</summary>
public static class Shell
{
    // The whole demo takes most of a minute where nothing else runs.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);

    /// <summary>The executable beside this assembly.</summary>
    public static string Executable { get; } = Path.Combine(AppContext.BaseDirectory, "garita");

    /// <summary>Runs one invocation in this process.</summary>
    public static async Task<Outcome> RunAsync(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = await CommandLine.InvokeAsync(arguments, output, error).WaitAsync(s_limit);
        return new Outcome(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs the executable to its end.</summary>
    public static Task<Outcome> ExecuteAsync(params string[] arguments) =>
        ExecuteAsync(new Dictionary<string, string>(), Executable, arguments);

    /// <summary>Runs a program with additions to the environment, to its end.</summary>
    public static async Task<Outcome> ExecuteAsync(
        IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        using Process process = Process.Start(Describe(environment, program, arguments))!;
        using CancellationTokenSource limit = new(s_limit);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return new Outcome(process.ExitCode, await output, await error);
    }

    /// <summary>
    /// How to start a program: signals as in a terminal, no settings of the person who runs the tests.
    /// </summary>
    public static ProcessStartInfo Describe(
        IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        // A shell starts its background jobs with SIGINT ignored, and children inherit that.
        ProcessStartInfo start = new("env", ["--default-signal=INT,HUP,TERM", program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("GARITA_DATA");
        start.Environment.Remove("GARITA_CONTEXT");
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
