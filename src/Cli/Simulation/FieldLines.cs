using System.Globalization;
using Garita.Cli.Output;

namespace Garita.Cli.Simulation;

/// <summary>What a simulated device tells whoever watches it: a line an event, on standard output.</summary>
public sealed class FieldLines(Terminal terminal, TimeProvider time, string uuid)
{
    private readonly Lock _gate = new();

    /// <summary>Tells something. No code, token or key is ever told.</summary>
    public void Say(string words)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_gate)
        {
            if (terminal.Json)
            {
                terminal.WriteJson(new Line(now, uuid, words));
            }
            else
            {
                string at = now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
                terminal.Output.WriteLine($"{at} {uuid[..8]} {Printable.Clean(words)}");
            }
        }
    }

    private sealed record Line(DateTimeOffset At, string Device, string Event);
}
