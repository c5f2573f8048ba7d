using System.Text.Json;
using Garita.Contracts.Bootstrap;

namespace Garita.Cli.Simulation;

/// <summary>
/// A simulated modem: it takes from the spool directory of <c>garita serve --code-spool</c> the codes that were sent to
/// its own number, and leaves the others to whom they are for. It deletes what it took.
/// </summary>
/// <param name="spool">The directory.</param>
/// <param name="number">The number of this modem.</param>
/// <param name="clock">For the looks into the directory.</param>
public sealed class SpoolModem(string spool, string number, TimeProvider clock)
{
    // A person would wait a second for an SMS; a fifth of it costs nothing.
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(200);

    // What the sender writes has 200 bytes.
    private const int MaxFileBytes = 4 * 1024;

    /// <summary>Told when a code came; never the code itself.</summary>
    public Action? Rang { get; init; }

    /// <summary>Waits for a code, as <see cref="Device.Bootstrap.CodeInput"/> does.</summary>
    public async Task<string> ReadCodeAsync(SecondFactor factor, CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(_look, clock);
        while (true)
        {
            if (Take() is { } code)
            {
                Rang?.Invoke();
                return code;
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    // The newest: an older one was sent before the device asked again.
    private string? Take()
    {
        string? code = null;
        foreach (string file in Files())
        {
            if (Read(file) is not { } message || message.Address != number)
            {
                continue;
            }

            code ??= message.Expires > clock.GetUtcNow() ? message.Code : null;
            File.Delete(file);
        }

        return code;
    }

    // Their names begin with the time, newest first here.
    private IEnumerable<string> Files() => Directory.Exists(spool)
        ? Directory.GetFiles(spool, "*.json").OrderDescending(StringComparer.Ordinal)
        : [];

    // Another modem may take its own away meanwhile, and a stranger may leave anything here.
    private static Message? Read(string file)
    {
        try
        {
            return new FileInfo(file).Length <= MaxFileBytes
                ? JsonSerializer.Deserialize<Message>(File.ReadAllBytes(file), JsonSerializerOptions.Web)
                : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private sealed record Message(string? Address, string? Code, DateTimeOffset Expires)
    {
        public override string ToString() => "Message";
    }
}
