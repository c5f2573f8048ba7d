using System.Threading.Channels;

namespace Garita.Server.Telemetry;

/// <summary>One live reader of measurements, with a bounded buffer.</summary>
public sealed class TailReader : IDisposable
{
    private readonly TelemetryTail _tail;
    private readonly string? _device;
    private readonly string? _series;
    private readonly Channel<Measurement> _buffer;

    internal TailReader(TelemetryTail tail, string? device, string? series, int capacity)
    {
        _tail = tail;
        _device = device;
        _series = series;
        _buffer = Channel.CreateBounded<Measurement>(
            new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });
    }

    /// <summary>True once the reader fell behind and was dropped.</summary>
    public bool WasDropped { get; private set; }

    /// <summary>The measurements from now on; ends when the reader is dropped or the server stops.</summary>
    public ChannelReader<Measurement> Measurements => _buffer.Reader;

    /// <inheritdoc/>
    public void Dispose()
    {
        _tail.Remove(this);
        End();
    }

    /// <summary>False when the buffer is full: the reader is dropped then.</summary>
    internal bool Offer(Measurement measurement)
    {
        bool wanted = (_device is null || measurement.Device == _device)
            && (_series is null || measurement.Series == _series);
        if (!wanted || _buffer.Writer.TryWrite(measurement))
        {
            return true;
        }

        WasDropped = true;
        End();
        return false;
    }

    internal void End() => _buffer.Writer.TryComplete();
}
