using System.Collections.Concurrent;
using Garita.Broker.Routing;

namespace Garita.Broker.Tests.Harness;

/// <summary>
/// A durable taker whose tickets the test completes or fails; without <see cref="Hold"/> they are done at once.
/// </summary>
public sealed class RecordingSubscriber : ILocalSubscriber
{
    public ConcurrentQueue<Publication> Taken { get; } = new();

    public ConcurrentQueue<TaskCompletionSource> Tickets { get; } = new();

    public bool Hold { get; init; }

    public ValueTask Deliver(Publication publication)
    {
        Taken.Enqueue(publication);
        if (!Hold)
        {
            return ValueTask.CompletedTask;
        }

        TaskCompletionSource ticket = new();
        Tickets.Enqueue(ticket);
        return new ValueTask(ticket.Task);
    }
}
