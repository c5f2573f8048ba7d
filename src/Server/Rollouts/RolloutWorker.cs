using Garita.Server.Rollouts.Engine;
using Garita.Server.Storage;

namespace Garita.Server.Rollouts;

/// <summary>Asks the engine again and again, until it is told to end.</summary>
internal sealed class RolloutWorker : IAsyncDisposable
{
    private readonly RolloutEngine _engine;
    private readonly RolloutSurroundings _around;
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public RolloutWorker(RolloutEngine engine, RolloutSurroundings around) => (_engine, _around) = (engine, around);

    /// <summary>Takes up what the database has, and begins.</summary>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _engine.LoadAsync(cancellationToken).ConfigureAwait(false);
        _loop = RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
        _engine.Dispose();
        _around.Health.Dispose();
        _around.Fleet.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        using PeriodicTimer timer = new(_around.Options.Tick, _around.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                await TickAsync(stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Told to end.
        }
    }

    private async Task TickAsync(CancellationToken stop)
    {
        try
        {
            await _engine.TickAsync(stop).ConfigureAwait(false);
        }
        catch (StorageException fault)
        {
            RolloutLog.Stuck(_around.Logger, "all", fault.Message);
        }
    }
}
