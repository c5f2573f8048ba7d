using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Contracts.Bootstrap.Requests;
using Garita.Device.Bootstrap.States;
using Garita.Device.Keys;
using Garita.MqttClient.Reconnecting;
using Garita.Pki.Jose;

namespace Garita.Device.Bootstrap;

/// <summary>
/// What a device does in each state, and what comes of it. Everything that a later start must know is on the disk
/// before the event is returned. Used by one run.
/// </summary>
internal sealed class BootstrapSteps
{
    private readonly BootstrapOptions _options;
    private readonly BootstrapMemory _memory;
    private readonly BootstrapDialog _dialog;
    private readonly TokenLife _life;
    private readonly Backoff _waits;

    private RegisteredBody? _registered;
    private int _codesAsked;
    private string? _code;
    private SentRequest? _loginSent;
    private BootstrapState _pausedFrom;
    private TimeSpan _pause;

    public BootstrapSteps(BootstrapOptions options, BootstrapMemory memory, BootstrapDialog dialog, TokenLife life)
    {
        _options = options;
        _memory = memory;
        _dialog = dialog;
        _waits = new Backoff(options.Backoff, options.Jitter);
        _life = life;
    }

    /// <summary>Makes the key where there is none, and finds out where the last run ended.</summary>
    public BootstrapEvent Start()
    {
        _memory.FinishWiping();
        if (!_options.KeyStore.HasKey)
        {
            _options.KeyStore.CreateKey();
        }

        // Where the power went between the key store and the record, the key store is right.
        if (HasCertificate())
        {
            if (_memory.Record.State != BootstrapState.Enrolled)
            {
                _memory.KeepAlone(_memory.Record.Wiped() with { State = BootstrapState.Enrolled });
            }

            return BootstrapEvent.StartedWithCertificate;
        }

        if (_memory.Record.State is BootstrapState.Idle or BootstrapState.Enrolled)
        {
            _memory.KeepAlone(_memory.Record.Wiped() with { State = BootstrapState.NotProvisioned });
        }

        return BootstrapEvent.Started;
    }

    /// <summary>Does what is to be done in a state; null where the state stays.</summary>
    public async Task<BootstrapEvent?> TakeAsync(BootstrapState state, CancellationToken stop)
    {
        Outcome outcome = state switch
        {
            BootstrapState.NotProvisioned => Outcome.Of(BootstrapEvent.Ready),
            BootstrapState.Registering => await RegisterAsync(stop).ConfigureAwait(false),
            BootstrapState.AwaitingCode => await LoginAsync(stop).ConfigureAwait(false),
            BootstrapState.Provisioned => await _life.LiveAsync(stop).ConfigureAwait(false),
            BootstrapState.Refreshing => await _life.RefreshAsync(stop).ConfigureAwait(false),
            BootstrapState.Paused => await PauseAsync(stop).ConfigureAwait(false),
            BootstrapState.Idle or BootstrapState.Enrolled =>
                throw new InvalidOperationException($"Nothing is done in {state}."),
        };
        if (outcome.Event == BootstrapEvent.PutOff)
        {
            _pausedFrom = state;
            _pause = outcome.Wait ?? _waits.Next();
        }
        else if (state != BootstrapState.Paused)
        {
            _waits.ConnectionEnded(_options.Backoff.StableAfter);
        }

        if (outcome.Idle is { } reason)
        {
            _memory.KeepAlone(_memory.Record.Wiped() with { State = BootstrapState.Idle, Reason = reason });
        }

        return outcome.Event;
    }

    private bool HasCertificate()
    {
        try
        {
            using DeviceCertificates certificates = _options.KeyStore.LoadCertificates();
            using System.Security.Cryptography.ECDsa key = _options.KeyStore.OpenKey();
            certificates.MustMatch(key);
            return true;
        }
        catch (DeviceException fault) when (fault.Fault is DeviceFault.NoCertificate or DeviceFault.FileUnusable)
        {
            return false;
        }
    }

    private async Task<Outcome> RegisterAsync(CancellationToken stop)
    {
        StoredKey key = new(_options.KeyStore);
        RegisterBody body =
            new(_options.Type, _options.Serial, _options.Factors, KeyThumbprint.Of(key.PublicKey).Text);
        BootstrapReply? reply = await _dialog.AskAsync(_dialog.Register(body), stop).ConfigureAwait(false);
        Outcome outcome = Outcome.Of(BootstrapOp.Register, reply, BootstrapEvent.Taken);
        if (outcome.Event != BootstrapEvent.Taken)
        {
            return outcome;
        }

        _registered = reply!.Registered!;
        _codesAsked++;
        _code = null;
        return _options.Factors.Contains(_registered.Factor)
            ? outcome
            : Outcome.ToIdle(BootstrapEvent.Refused, IdleReason.FactorRefused);
    }

    private async Task<Outcome> LoginAsync(CancellationToken stop)
    {
        SecondFactor factor = _registered!.Factor;
        if (factor != SecondFactor.Approval && _code is null
            && await CodeAsync(factor, stop).ConfigureAwait(false) is null)
        {
            return WithoutCode();
        }

        // A code is good for one request. Where no reply came, these bytes bring it, and no others would.
        bool again = _loginSent is not null;
        LoginBody body = new(factor, _code);
        _loginSent ??= _dialog.Signed(BootstrapOp.Login, head => head with { Login = body });
        BootstrapReply? reply = await _dialog.AskAsync(_loginSent, stop).ConfigureAwait(false);
        if (again && reply is { Code: BootstrapCode.SequenceRefused })
        {
            _loginSent = null;
            _code = null;
            return WithoutCode();
        }

        Outcome outcome = Outcome.Of(BootstrapOp.Login, reply, BootstrapEvent.LoggedIn);
        _loginSent = reply is null ? _loginSent : null;
        if (outcome.Event == BootstrapEvent.LoggedIn)
        {
            _code = null;
            await _life.TakeTokensAsync(reply!, stop).ConfigureAwait(false);
        }

        return outcome;
    }

    private Outcome WithoutCode() => _codesAsked < _options.CodesPerStart
        ? Outcome.Of(BootstrapEvent.CodeOverdue)
        : Outcome.ToIdle(BootstrapEvent.NoCode, IdleReason.NoCode);

    // What a person types may be no code at all; the server need not be asked about that.
    private async Task<string?> CodeAsync(SecondFactor factor, CancellationToken stop)
    {
        TimeSpan soonest = TimeSpan.FromSeconds(_registered!.ResendSeconds);
        TimeSpan patience = _options.CodePatience > soonest ? _options.CodePatience : soonest;
        using CancellationTokenSource overdue = new(patience, _options.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop, overdue.Token);
        try
        {
            do
            {
                string said = await _options.Code(factor, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
                _code = said.Trim();
            }
            while (_code.Length is 0 or > 64 || _code.Any(char.IsControl));

            return _code;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return _code = null;
        }
    }

    private async Task<Outcome> PauseAsync(CancellationToken stop)
    {
        await Task.Delay(_pause, _options.Clock, stop).ConfigureAwait(false);
        return Outcome.Of(BootstrapTable.EndOfPause(_pausedFrom)!.Value);
    }
}
