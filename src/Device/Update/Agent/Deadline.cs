namespace Garita.Device.Update.Agent;

/// <summary>A limit on one wait, beside the caller's own.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _alone;
    private readonly CancellationTokenSource _both;
    private readonly CancellationToken _caller;

    public Deadline(TimeSpan time, TimeProvider clock, CancellationToken caller)
    {
        _caller = caller;
        _alone = new CancellationTokenSource(time, clock);
        _both = CancellationTokenSource.CreateLinkedTokenSource(_alone.Token, caller);
    }

    /// <summary>Fires at the limit, and with the caller's.</summary>
    public CancellationToken Token => _both.Token;

    /// <summary>Whether it was the limit that fired.</summary>
    public bool IsOver => _alone.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Begins anew.</summary>
    public void Restart(TimeSpan time) => _alone.CancelAfter(time);

    public void Dispose()
    {
        _both.Dispose();
        _alone.Dispose();
    }
}
