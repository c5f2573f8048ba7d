using System.Diagnostics.Metrics;
using Garita.Broker.Connections;

namespace Garita.Broker;

/// <summary>Counters of one broker, named after OpenTelemetry's habits; labels come from closed sets.</summary>
internal sealed class BrokerMetrics : IDisposable
{
    private readonly Meter _meter = new("Garita.Broker");
    private readonly Counter<long> _received;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _disconnects;
    private long _receivedCount;
    private long _deliveredCount;
    private long _droppedCount;
    private long _refusalCount;
    private long _nodesVisited;

    public BrokerMetrics(BrokerState broker)
    {
        _received = _meter.CreateCounter<long>("garita.broker.messages.received", "{message}");
        _delivered = _meter.CreateCounter<long>("garita.broker.messages.delivered", "{message}");
        _dropped = _meter.CreateCounter<long>("garita.broker.messages.dropped", "{message}");
        _refusals = _meter.CreateCounter<long>("garita.broker.refusals", "{refusal}");
        _disconnects = _meter.CreateCounter<long>("garita.broker.disconnects", "{connection}");
        _meter.CreateObservableGauge("garita.broker.connections", () => broker.ConnectedCount, "{connection}");
        _meter.CreateObservableGauge("garita.broker.sessions", () => broker.Sessions.SessionCount, "{session}");
        _meter.CreateObservableGauge("garita.broker.subscriptions", () => broker.Tree.Count, "{subscription}");
        _meter.CreateObservableGauge("garita.broker.retained.messages", () => broker.Retained.Count, "{message}");
        _meter.CreateObservableGauge("garita.broker.retained.size", () => broker.Retained.Bytes, "By");
    }

    public long ReceivedCount => Interlocked.Read(ref _receivedCount);

    public long DeliveredCount => Interlocked.Read(ref _deliveredCount);

    public long DroppedCount => Interlocked.Read(ref _droppedCount);

    public long RefusalCount => Interlocked.Read(ref _refusalCount);

    /// <summary>Nodes of the subscription tree looked at since start: what routing costs.</summary>
    public long NodesVisited => Interlocked.Read(ref _nodesVisited);

    public void Routed(int delivered, int nodesVisited)
    {
        Interlocked.Increment(ref _receivedCount);
        Interlocked.Add(ref _deliveredCount, delivered);
        Interlocked.Add(ref _nodesVisited, nodesVisited);
        _received.Add(1);
        _delivered.Add(delivered);
    }

    public void Dropped(int count)
    {
        Interlocked.Add(ref _droppedCount, count);
        _dropped.Add(count);
    }

    public void Refused(CloseReason reason)
    {
        Interlocked.Increment(ref _refusalCount);
        _refusals.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));
    }

    public void Disconnected(CloseReason reason) =>
        _disconnects.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));

    public void Dispose() => _meter.Dispose();
}
