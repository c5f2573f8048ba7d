using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Telemetry;

/// <summary>
/// Shows measurements to live readers as they become durable. A slow reader is dropped; nobody waits for it.
/// </summary>
public sealed class TelemetryTail(TelemetryOptions options, ILogger logger)
{
    private readonly Lock _gate = new();
    private ImmutableArray<TailReader> _readers = [];

    /// <summary>A new reader; null when there are as many as there may be.</summary>
    /// <param name="device">Only this device, or null for all.</param>
    /// <param name="series">Only this series, or null for all.</param>
    public TailReader? Open(string? device, string? series)
    {
        lock (_gate)
        {
            if (_readers.Length >= options.MaxTails)
            {
                return null;
            }

            TailReader reader = new(this, device, series, options.TailBuffer);
            _readers = _readers.Add(reader);
            return reader;
        }
    }

    /// <summary>Ends every reader's stream: the server stops.</summary>
    public void Close()
    {
        foreach (TailReader reader in _readers)
        {
            reader.End();
        }
    }

    internal void Show(IReadOnlyList<Measurement> batch)
    {
        foreach (TailReader reader in _readers)
        {
            if (!batch.All(reader.Offer))
            {
                TelemetryLog.TailDropped(logger);
                Remove(reader);
            }
        }
    }

    internal void Remove(TailReader reader)
    {
        lock (_gate)
        {
            _readers = _readers.Remove(reader);
        }
    }
}
