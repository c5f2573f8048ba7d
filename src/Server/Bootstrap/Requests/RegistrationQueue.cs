using System.Threading.Channels;
using Garita.Contracts.Bootstrap;
using Garita.Enrollment.Registrations;
using Garita.Server.Bootstrap.Senders;
using Garita.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Bootstrap.Requests;

/// <summary>
/// Decides about registrations after they were answered. So the answer cannot say who is known, in its content or in
/// its time: when it leaves, nobody has looked, and no work on the decision competes with it for a core.
/// </summary>
internal sealed class RegistrationQueue : IAsyncDisposable
{
    private readonly RegistrationDesk _desk;
    private readonly OutgoingCodes _codes;
    private readonly BootstrapRefusals _refusals;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TimeSpan _decideAfter;
    private readonly Channel<(RegisterRequest Request, long Came)> _waiting;
    private readonly Task _worker;

    public RegistrationQueue(
        RegistrationDesk desk, OutgoingCodes codes, BootstrapOptions options, BootstrapRefusals refusals,
        TimeProvider time, ILogger logger)
    {
        (_desk, _codes, _refusals, _time, _logger) = (desk, codes, refusals, time, logger);
        _decideAfter = options.DecideAfter;
        _waiting = Channel.CreateBounded<(RegisterRequest, long)>(options.MaxWaitingRegistrations);
        _worker = RunAsync();
    }

    /// <summary>Takes a request; false where too many wait.</summary>
    public bool TryAdd(RegisterRequest request) => _waiting.Writer.TryWrite((request, _time.GetTimestamp()));

    /// <summary>Decides now and has the code sent.</summary>
    /// <exception cref="StorageException">Nothing was decided.</exception>
    public async Task<RegisterRefusal> DecideAsync(RegisterRequest request, CancellationToken cancellationToken)
    {
        RegisterResult result = await _desk.RegisterAsync(request, cancellationToken).ConfigureAwait(false);
        if (result.Message is { } message)
        {
            BootstrapLog.CodeGranted(_logger, request.Device, request.Batch);
            _codes.Add(message);
        }

        Tell(request, result.Refusal);
        return result.Refusal;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _worker.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        await foreach ((RegisterRequest request, long came) in _waiting.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            TimeSpan rest = _decideAfter - _time.GetElapsedTime(came);
            await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, _time).ConfigureAwait(false);
            try
            {
                await DecideAsync(request, CancellationToken.None).ConfigureAwait(false);
            }
            catch (StorageException fault)
            {
                // The device was told nothing, and asks again when no code comes.
                BootstrapLog.Unavailable(_logger, fault.Message);
            }
        }
    }

    private void Tell(RegisterRequest request, RegisterRefusal refusal)
    {
        switch (refusal)
        {
            case RegisterRefusal.None:
                return;
            case RegisterRefusal.BreakerOpened:
                BootstrapLog.BreakerOpened(_logger);
                break;
            case RegisterRefusal.BatchBudget:
                BootstrapLog.BatchSpent(_logger, request.Batch);
                break;
        }

        _refusals.Tell(BootstrapOp.Register, request.Device.Name, request.Batch, refusal.ToString());
    }
}
