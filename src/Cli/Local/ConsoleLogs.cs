using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Garita.Cli.Local;

/// <summary>The server's log: one line an event, on standard error.</summary>
public static class ConsoleLogs
{
    /// <summary>Makes the logs of <c>garita serve</c>. The caller disposes them.</summary>
    public static ILoggerFactory Create() => LoggerFactory.Create(logging => logging
        .SetMinimumLevel(LogLevel.Information)
        .AddFilter("Microsoft", LogLevel.Warning)

        // A start that fails is told by the command itself, in one line.
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
        .AddSimpleConsole(format =>
        {
            format.SingleLine = true;
            format.UseUtcTimestamp = true;
            format.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss'Z' ";
            format.ColorBehavior = LoggerColorBehavior.Disabled;
        })
        .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
}
