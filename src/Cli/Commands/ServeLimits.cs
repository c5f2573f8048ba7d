using System.CommandLine;
using System.Globalization;
using Garita.Broker.Limits;
using Garita.Server.Listeners;

namespace Garita.Cli.Commands;

/// <summary>
/// The limits that an operator may have to raise, for a site of thousands of devices behind one address or a service
/// with many connections. The others keep their defaults.
/// </summary>
public sealed class ServeLimits
{
    private const int Largest = 1_000_000;

    private static readonly Limit[] _known =
    [
        new("connections", 512, (limits, n) => limits.SetConnections(n)),
        new("connections-per-source", 1, (limits, n) =>
            limits.Listener = limits.Listener with { MaxConnectionsPerSource = n }),
        new("accepts-per-second", 1, (limits, n) => limits.Listener = limits.Listener with { AcceptsPerSecond = n }),
        new("accepts-per-second-per-source", 1, (limits, n) =>
            limits.Listener = limits.Listener with { AcceptsPerSecondPerSource = n }),
        new("connections-per-service", 1, (limits, n) =>
            limits.Broker = limits.Broker with { MaxConnectionsPerService = n }),
        new("sessions-per-service", 1, (limits, n) => limits.Broker = limits.Broker with { SessionsPerService = n }),
    ];

    private ServeLimits()
    {
    }

    /// <summary>The listener's options with the limits given.</summary>
    public ListenerOptions Listener { get; private set; } = new();

    /// <summary>The broker's options with the limits given.</summary>
    public BrokerOptions Broker { get; private set; } = new();

    /// <summary>The option <c>--limit</c>.</summary>
    public static Option<string[]> CreateOption() => new("--limit")
    {
        Description = "A limit to change; repeatable: " + Names,
        HelpName = "NAME=NUMBER",
    };

    /// <summary>Reads what was given.</summary>
    /// <exception cref="CliException">One is not a limit, not a number, or out of its range.</exception>
    public static ServeLimits Parse(IEnumerable<string> given)
    {
        ArgumentNullException.ThrowIfNull(given);
        ServeLimits limits = new();
        foreach (string text in given)
        {
            string[] parts = text.Split('=', 2);
            Limit? limit = _known.FirstOrDefault(known => known.Name == parts[0]);
            if (limit is null)
            {
                throw Wrong($"'{parts[0]}' is not a limit; there are {Names}");
            }

            string? digits = parts.ElementAtOrDefault(1);
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int n)
                || n < limit.Least || n > Largest)
            {
                throw Wrong($"'{text}': {limit.Name} is {limit.Least} to {Largest}");
            }

            limit.Set(limits, n);
        }

        if (limits.Listener.MaxConnectionsPerSource > limits.Listener.MaxConnections)
        {
            throw Wrong($"connections-per-source cannot be more than connections, {limits.Listener.MaxConnections}");
        }

        return limits;
    }

    private static string Names => string.Join(", ", _known.Select(limit => limit.Name));

    private static CliException Wrong(string message) => new(ExitCode.Usage, "--limit: " + message);

    // The broker has room for what the listener lets in, and for as many sessions asleep.
    private void SetConnections(int count)
    {
        Listener = Listener with { MaxConnections = count };
        Broker = Broker with
        {
            MaxConnections = Math.Max(Broker.MaxConnections, count),
            MaxSessions = Math.Max(Broker.MaxSessions, count * 2),
        };
    }

    private sealed record Limit(string Name, int Least, Action<ServeLimits, int> Set);
}
