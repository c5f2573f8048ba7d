using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Garita.Device.Commands;

/// <summary>Runs the application's command handlers, each until its deadline.</summary>
/// <param name="maxOverdue">How many handlers may still run past their deadline.</param>
/// <param name="clock">For deadlines.</param>
/// <param name="logger">Where a handler's failure goes.</param>
internal sealed class CommandRunner(int maxOverdue, TimeProvider clock, ILogger logger)
{
    private readonly ConcurrentDictionary<string, CommandHandler> _handlers =
        new(StringComparer.Ordinal);

    private int _overdue;

    /// <summary>Sets what happens on a command.</summary>
    public void Handle(string name, CommandHandler handler) =>
        _handlers[name] = handler;

    /// <summary>Runs one command; the reply says what came of it, also past the deadline.</summary>
    public async Task<CommandReply> RunAsync(DeviceCommand command, TimeSpan time, CancellationToken stop)
    {
        if (!_handlers.TryGetValue(command.Name, out CommandHandler? handler))
        {
            return CommandReply.Failed("unknown command");
        }

        if (Volatile.Read(ref _overdue) >= maxOverdue)
        {
            return CommandReply.Failed("busy with commands past their deadline");
        }

        using CancellationTokenSource deadline = new(time, clock);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Token);
        Task<CommandReply> running = GuardAsync(handler, command, either.Token);
        try
        {
            return await running.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            _ = CountOverdueAsync(running);
            return CommandReply.Failed("deadline passed");
        }
    }

    // A handler that ignores its cancellation cannot be ended; it is counted until it returns.
    private async Task CountOverdueAsync(Task<CommandReply> running)
    {
        Interlocked.Increment(ref _overdue);
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Decrement(ref _overdue);
    }

    private async Task<CommandReply> GuardAsync(
        CommandHandler handler,
        DeviceCommand command,
        CancellationToken cancellationToken)
    {
        try
        {
            return await handler(command, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception fault)
        {
            // The application's code may throw anything. The sender learns that it failed, the log why.
            DeviceLog.CommandHandlerFailed(logger, command.Name, fault);
            return CommandReply.Failed("the handler failed");
        }
    }
}
