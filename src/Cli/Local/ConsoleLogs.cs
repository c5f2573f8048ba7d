using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Garita.Cli.Local;

/// <summary>The log of a program that stays: one line an event, on standard error.</summary>
public static class ConsoleLogs
{
    /// <summary>Makes the logs of <c>garita serve</c>, and of a simulated device. The caller disposes them.</summary>
    /// <param name="least">The least level that is told.</param>
    public static ILoggerFactory Create(LogLevel least = LogLevel.Information) => LoggerFactory.Create(logs => logs
        .SetMinimumLevel(least)
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
