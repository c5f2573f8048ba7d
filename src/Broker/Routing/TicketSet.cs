namespace Garita.Broker.Routing;

/// <summary>The tickets of one fan-out. Costs nothing while all are done, which is the rule.</summary>
internal struct TicketSet
{
    private Task? _first;
    private List<Task>? _more;

    public void Add(in ValueTask ticket)
    {
        if (ticket.IsCompletedSuccessfully)
        {
            return;
        }

        Task task = ticket.AsTask();
        if (_first is null)
        {
            _first = task;
        }
        else
        {
            (_more ??= [_first]).Add(task);
        }
    }

    public readonly Task ToTask() => _more is not null ? Task.WhenAll(_more) : _first ?? Task.CompletedTask;
}
