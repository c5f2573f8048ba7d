using Garita.Device.Trust;
using Garita.Device.Update.Machine;
using Garita.Firmware.Delivery;
using Garita.MqttClient;
using Garita.MqttClient.Reconnecting;

namespace Garita.Device.Update.Agent;

/// <summary>
/// Keeps a device on what its server offers and its maker signed: takes the offer, fetches the image by the paths of
/// the offer, asks whether it is still wanted, starts it, and confirms or gives it up. Everything that must survive a
/// start is in the <see cref="UpdateMachine"/>; the agent may be stopped, or lose its power, at any moment.
/// </summary>
public sealed class UpdateAgent
{
    private readonly UpdateAgentParts _parts;
    private readonly UpdateMachine _machine;
    private readonly UpdateLine _line;
    private readonly OfferDesk _desk;
    private readonly UpdateReporter _reporter;
    private readonly ImageFetcher _fetcher;
    private readonly StillWantedDesk _wanted;
    private Backoff _waits;
    private JudgedOffer? _offer;
    private int _judged;
    private bool _subscribed;

    private UpdateAgent(UpdateAgentParts parts, UpdateMachine machine)
    {
        (_parts, _machine) = (parts, machine);
        _line = new UpdateLine(parts);
        _desk = new OfferDesk(parts.Trust, new ReleaseGate(parts.Trust, parts.Device));
        _reporter = new UpdateReporter(machine, _desk, _line, parts.Logger);
        _fetcher = new ImageFetcher(machine, _reporter, _line, parts);
        _wanted = new StillWantedDesk(_line, parts);
        _waits = NewWaits();
    }

    /// <summary>How far the update is.</summary>
    public UpdateStage Stage => _machine.Stage;

    /// <summary>
    /// Goes on with what is stored: the first thing that a program does that is updated by this, before it connects.
    /// </summary>
    /// <exception cref="Durable.DurableException">Journal or boot record cannot be written.</exception>
    /// <exception cref="DeviceException">The trust state or the boot loader cannot be written.</exception>
    public static UpdateAgent Start(UpdateAgentParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        parts.Link.Inbox.KnowFloor(parts.Trust.Current.AssignmentFloor);
        UpdateTrust trust = new(parts.Trust, parts.Device);
        UpdateMachine machine = UpdateMachine.Start(parts.Storage, parts.Boot, trust, parts.Limits);
        UpdateLog.Started(parts.Logger, parts.Boot.Running, machine.Stage);
        return new UpdateAgent(parts, machine);
    }

    /// <summary>
    /// Works until the device is to start again: then it returns, and the caller restarts the device. Stopped, it
    /// throws <see cref="OperationCanceledException"/>. What <see cref="Start"/> throws, this may throw as well: the
    /// program is then to be started again.
    /// </summary>
    public async Task RunAsync(CancellationToken stop)
    {
        if (_machine.Stage == UpdateStage.Trial)
        {
            await new ImageTryout(_machine, _reporter, _line, _parts).RunAsync(stop).ConfigureAwait(false);
        }

        while (!_machine.NeedsRestart)
        {
            await _line.Inbox.WhenOnlineAsync(stop).ConfigureAwait(false);
            OfferSnapshot offer = _line.Inbox.Offer;
            using CancellationTokenSource current =
                CancellationTokenSource.CreateLinkedTokenSource(stop, offer.Changed);
            try
            {
                await StepAsync(offer, current.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                // The server has said something else: look again.
            }
            catch (MqttClientException fault)
            {
                UpdateLog.Unreached(_parts.Logger, fault.Message);
                await Task.Delay(_waits.Next(), _parts.Clock, stop).ConfigureAwait(false);
            }
        }
    }

    // One thing at a time, the most urgent first. Each ends by itself, or when the offer changes.
    private async Task StepAsync(OfferSnapshot offer, CancellationToken stop)
    {
        if (!_subscribed)
        {
            await _line.SubscribeAsync(stop).ConfigureAwait(false);
            _subscribed = true;
        }

        await _reporter.DeliverAsync(stop).ConfigureAwait(false);
        await _reporter.RefuseOlderAsync(stop).ConfigureAwait(false);
        if (offer.Version != _judged)
        {
            await TakeOfferAsync(offer, stop).ConfigureAwait(false);
            return;
        }

        switch (_machine.Stage)
        {
            case UpdateStage.Downloading:
                await DownloadAsync(stop).ConfigureAwait(false);
                break;
            case UpdateStage.Checking:
                await _reporter.TellAsync(UpdateState.Checking, null, stop).ConfigureAwait(false);
                _machine.Check();
                UpdateLog.StageReached(_parts.Logger, _machine.Stage);
                break;
            case UpdateStage.Staged:
                await ActivateAsync(stop).ConfigureAwait(false);
                break;
            case UpdateStage.Idle or UpdateStage.Restarting or UpdateStage.Trial or UpdateStage.Reverting:
                await Task.Delay(Timeout.InfiniteTimeSpan, _parts.Clock, stop).ConfigureAwait(false);
                break;
        }
    }

    private async Task TakeOfferAsync(OfferSnapshot offer, CancellationToken stop)
    {
        _waits = NewWaits();
        if (offer.Offer is { } message)
        {
            await BeginAsync(_desk.Judge(message), stop).ConfigureAwait(false);
        }
        else
        {
            _machine.Withdraw();
            _offer = null;
        }

        _judged = offer.Version;
    }

    // What the server no longer offers is not wanted; what is only put off stays as it is, and so does what is under
    // way when something older comes: that is not what the server says now.
    private async Task BeginAsync(JudgedOffer offer, CancellationToken stop)
    {
        if (offer.Release is not { } release)
        {
            if (offer.State == UpdateState.Refused && offer.Reason != UpdateReason.OlderAssignment)
            {
                _machine.Withdraw();
                _offer = null;
            }

            await _reporter.RefuseAsync(offer, offer.State, offer.Reason, stop).ConfigureAwait(false);
            return;
        }

        OfferVerdict verdict = _machine.Offer(
            new UpdateOffer(offer.Message.Deployment, offer.Message.Attempt, release.Manifest), release.Cipher);
        UpdateLog.OfferJudged(_parts.Logger, offer.Message.Deployment, offer.Message.Attempt, verdict);
        _offer = verdict == OfferVerdict.Accepted ? offer : null;
        if (_offer is null)
        {
            release.Dispose();
        }

        (UpdateState State, UpdateReason Reason)? word = verdict switch
        {
            OfferVerdict.NotConfirmed => (UpdateState.Waiting, UpdateReason.NotConfirmed),
            OfferVerdict.NotAnImage => (UpdateState.Refused, UpdateReason.OtherDevice),
            OfferVerdict.TooLarge => (UpdateState.Refused, UpdateReason.TooLarge),
            OfferVerdict.Malformed => (UpdateState.Refused, UpdateReason.OfferUnreadable),
            OfferVerdict.Accepted or OfferVerdict.Running or OfferVerdict.Concluded or OfferVerdict.StorageFailed =>
                null,
        };
        if (word is { } said)
        {
            await _reporter.RefuseAsync(offer, said.State, said.Reason, stop).ConfigureAwait(false);
        }
    }

    private async Task DownloadAsync(CancellationToken stop)
    {
        if (_offer is null)
        {
            await FindOfferAsync(stop).ConfigureAwait(false);
            return;
        }

        await _reporter.TellAsync(UpdateState.Downloading, null, stop).ConfigureAwait(false);
        UpdateReason? reason = await _fetcher.RoundAsync(_offer, stop).ConfigureAwait(false);
        if (reason is not null && _machine.Stage == UpdateStage.Downloading)
        {
            await WaitAsync(reason, stop).ConfigureAwait(false);
        }
    }

    // Under way since before this start: the retained offer comes with the subscription. Where it does not, it was
    // withdrawn while nobody listened, and the server is asked.
    private async Task FindOfferAsync(CancellationToken stop)
    {
        await Task.Delay(_parts.Options.OfferTime, _parts.Clock, stop).ConfigureAwait(false);
        if (await _wanted.AskAsync(_machine.UnderWay, stop).ConfigureAwait(false) == false)
        {
            UpdateLog.Unwanted(_parts.Logger);
            _machine.Withdraw();
            return;
        }

        await WaitAsync(UpdateReason.NoAnswer, stop).ConfigureAwait(false);
    }

    private async Task ActivateAsync(CancellationToken stop)
    {
        await _reporter.TellAsync(UpdateState.Staged, null, stop).ConfigureAwait(false);
        if (_parts.Postpone() is { } reason)
        {
            await WaitAsync(reason, stop).ConfigureAwait(false);
            return;
        }

        bool mustAsk = !_parts.Options.ActivateUnasked || _offer?.Message.Ask != false;
        bool? wanted = mustAsk ? await _wanted.AskAsync(_machine.UnderWay, stop).ConfigureAwait(false) : true;
        if (wanted is null)
        {
            await WaitAsync(UpdateReason.NoAnswer, stop).ConfigureAwait(false);
        }
        else if (wanted == false)
        {
            UpdateLog.Unwanted(_parts.Logger);
            _machine.Withdraw();
        }
        else
        {
            _machine.Activate();
            UpdateLog.StageReached(_parts.Logger, _machine.Stage);
            await _reporter.TellAsync(UpdateState.Restarting, null, stop).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(UpdateReason? reason, CancellationToken stop)
    {
        await _reporter.TellAsync(UpdateState.Waiting, reason, stop).ConfigureAwait(false);
        await Task.Delay(_waits.Next(), _parts.Clock, stop).ConfigureAwait(false);
    }

    private Backoff NewWaits() => new(_parts.Options.Waits, _parts.Jitter);
}
