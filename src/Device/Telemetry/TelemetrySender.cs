using System.Threading.Channels;
using Garita.MqttClient;
using Microsoft.Extensions.Logging;

namespace Garita.Device.Telemetry;

/// <summary>
/// Measurements on their way out, oldest first. While there is no connection they wait; beyond the bound the oldest is
/// dropped and counted: what is new says more than what is old. They wait in memory and end with the process.
/// </summary>
internal sealed class TelemetrySender
{
    private readonly BrokerClient _client;
    private readonly ILogger _logger;
    private readonly int _window;
    private readonly Channel<OutgoingMessage> _queue;
    private readonly Lock _gate = new();

    // Guarded by _gate: what is queued or unacknowledged, and who waits for it to be nothing.
    private int _outstanding;
    private TaskCompletionSource _idle = Completed();

    private long _dropped;
    private long _refused;

    public TelemetrySender(BrokerClient client, DeviceOptions options)
    {
        _client = client;
        _logger = options.Logger;
        _window = options.TelemetryWindow;
        BoundedChannelOptions bound = new(options.QueueCapacity) { FullMode = BoundedChannelFullMode.DropOldest };
        _queue = Channel.CreateBounded<OutgoingMessage>(bound, _ => CountDropped());
    }

    /// <summary>Measurements dropped because the queue was full.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Measurements that the broker refused.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Measurements not sent yet.</summary>
    public int Queued => _queue.Reader.Count;

    /// <summary>Queues a measurement.</summary>
    public void Add(OutgoingMessage message)
    {
        lock (_gate)
        {
            if (_outstanding++ == 0)
            {
                _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        if (!_queue.Writer.TryWrite(message))
        {
            Finish();
        }
    }

    /// <summary>Completes when nothing is queued or unacknowledged.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            return _idle.Task;
        }
    }

    /// <summary>Sends until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        List<Task> unanswered = [];
        try
        {
            while (true)
            {
                OutgoingMessage message = await _queue.Reader.ReadAsync(stop).ConfigureAwait(false);
                unanswered.Add(PublishAsync(message, stop));
                unanswered.RemoveAll(t => t.IsCompleted);
                while (unanswered.Count >= _window)
                {
                    unanswered.Remove(await Task.WhenAny(unanswered).ConfigureAwait(false));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The one exit; each publish sees the same cancellation.
            await Task.WhenAll(unanswered).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource Completed()
    {
        TaskCompletionSource completed = new();
        completed.SetResult();
        return completed;
    }

    private async Task PublishAsync(OutgoingMessage message, CancellationToken stop)
    {
        try
        {
            await _client.PublishAsync(message, stop).ConfigureAwait(false);
        }
        catch (MqttClientException fault)
        {
            Interlocked.Increment(ref _refused);
            DeviceLog.TelemetryRefused(_logger, message.Topic.Text, fault.Fault);
        }
        catch (OperationCanceledException)
        {
            // Stopped: what is left ends with the process.
        }

        Finish();
    }

    // The channel says it after Add counted the newcomer.
    private void CountDropped()
    {
        Interlocked.Increment(ref _dropped);
        Finish();
    }

    private void Finish()
    {
        lock (_gate)
        {
            if (--_outstanding == 0)
            {
                _idle.TrySetResult();
            }
        }
    }
}
