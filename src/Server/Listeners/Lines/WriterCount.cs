namespace Garita.Server.Listeners.Lines;

/// <summary>
/// How many are writing on a line: one, or one more for the moment in which the next begins before the last is gone.
/// Whoever was writing when the line went has its buffer still to give back.
/// </summary>
internal sealed class WriterCount
{
    // Guards the fields below.
    private readonly Lock _gate = new();
    private int _count;
    private TaskCompletionSource? _none;

    /// <summary>One more.</summary>
    public void Enter()
    {
        lock (_gate)
        {
            _count++;
        }
    }

    /// <summary>One less.</summary>
    public void Leave()
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            waiting = --_count == 0 ? _none : null;
        }

        waiting?.TrySetResult();
    }

    /// <summary>Completes when nobody writes. Asked once, when nobody begins any more.</summary>
    public Task WhenNone()
    {
        lock (_gate)
        {
            if (_count == 0)
            {
                return Task.CompletedTask;
            }

            _none = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _none.Task;
        }
    }
}
