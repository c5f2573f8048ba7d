using System.Text;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Contracts.Bootstrap.Requests;
using Garita.Device.Bootstrap.States;
using Garita.Device.Keys;

namespace Garita.Device.Bootstrap;

/// <summary>
/// Life on tokens: measurements out, commands in, new tokens in time, and the exchange for a certificate.
/// </summary>
internal sealed class TokenLife
{
    private readonly BootstrapOptions _options;
    private readonly BootstrapMemory _memory;
    private readonly BootstrapDialog _dialog;
    private readonly MeasureQueue _measures;
    private readonly CommandIntake _commands;
    private readonly ProgramWishes _wishes;

    // Since when the access token is held and for how long; null after a restart, where the server has to say it.
    private (long Since, TimeSpan For)? _access;
    private long? _lastPublish;
    private bool _freshTokensUnused;
    private bool _certificateRefused;

    public TokenLife(
        BootstrapOptions options,
        BootstrapMemory memory,
        BootstrapDialog dialog,
        MeasureQueue measures,
        CommandIntake commands,
        ProgramWishes wishes)
    {
        _wishes = wishes;
        _options = options;
        _memory = memory;
        _dialog = dialog;
        _measures = measures;
        _commands = commands;
    }

    private BootstrapRecord Record => _memory.Record;

    /// <summary>Keeps what a login or a refresh brought.</summary>
    public async Task TakeTokensAsync(BootstrapReply reply, CancellationToken stop)
    {
        TokensBody tokens = reply.Tokens!;
        _memory.Keep(Record with
        {
            State = BootstrapState.Provisioned,
            Access = tokens.Access,
            Refresh = tokens.Refresh,
            Device = reply.Device ?? Record.Device,
            Keys = reply.Keys ?? Record.Keys,
            Pending = null,
            Reason = null,
        });
        TimeSpan life = TimeSpan.FromSeconds(tokens.AccessSeconds);
        _access = (_options.Clock.GetTimestamp(), life * _options.RefreshAt);
        _freshTokensUnused = true;
        await _commands.TakeAsync(reply.Commands ?? [], stop).ConfigureAwait(false);
    }

    /// <summary>Does the next thing that a device with tokens has to do, or waits for one.</summary>
    public async Task<Outcome> LiveAsync(CancellationToken stop)
    {
        if (Record.Pending is { } pending)
        {
            return await EnrollAsync(_dialog.Again(pending), stop).ConfigureAwait(false);
        }

        (bool certificate, bool logout) = _wishes.Now();
        if (logout)
        {
            return await LogOutAsync(stop).ConfigureAwait(false);
        }

        if (_access is { } access && _options.Clock.GetElapsedTime(access.Since) >= access.For)
        {
            return Outcome.Of(BootstrapEvent.TokenOld);
        }

        if (_measures.Count > 0 || _commands.Waiting.Count > 0)
        {
            return await WaitAsync(_options.PublishInterval, wakes: false, stop).ConfigureAwait(false)
                ? Outcome.Stay
                : await PublishAsync(stop).ConfigureAwait(false);
        }

        if (certificate && !_certificateRefused && Record.Device is { Enrolls: true })
        {
            return await EnrollAsync(RequestForCertificate(), stop).ConfigureAwait(false);
        }

        return await WaitAsync(_options.PollInterval, wakes: true, stop).ConfigureAwait(false)
            ? Outcome.Stay
            : await PublishAsync(stop).ConfigureAwait(false);
    }

    /// <summary>Asks for new tokens.</summary>
    public async Task<Outcome> RefreshAsync(CancellationToken stop)
    {
        RefreshBody body = new(Record.Refresh!);
        BootstrapReply? reply = await _dialog.AskAsync(
            _dialog.Signed(BootstrapOp.Refresh, head => head with { Refresh = body }), stop).ConfigureAwait(false);
        Outcome outcome = Outcome.Of(BootstrapOp.Refresh, reply, BootstrapEvent.Refreshed);
        if (outcome.Event == BootstrapEvent.Refreshed)
        {
            await TakeTokensAsync(reply!, stop).ConfigureAwait(false);
        }

        return outcome;
    }

    private async Task<Outcome> PublishAsync(CancellationToken stop)
    {
        _lastPublish = _options.Clock.GetTimestamp();
        IReadOnlyList<CommandAnswer> answers = _commands.Waiting;
        if (Fitting(answers, out IReadOnlyList<Measure> measures) is not { } request)
        {
            BootstrapLog.MeasuresDropped(_options.Logger, _options.Uuid, 1, "no request has room for it");
            _measures.Remove(_measures.Oldest(1));
            return Outcome.Stay;
        }

        BootstrapReply? reply = await _dialog.AskAsync(request, stop).ConfigureAwait(false);
        Outcome outcome = JudgeToken(Outcome.Of(BootstrapOp.Publish, reply, null), reply);
        if (outcome == Outcome.Stay)
        {
            if (reply!.Code != BootstrapCode.Ok)
            {
                BootstrapLog.MeasuresDropped(_options.Logger, _options.Uuid, measures.Count, "the policy refuses them");
            }

            _measures.Remove(measures);
            _commands.Taken(answers);
            await _commands.TakeAsync(reply.Commands ?? [], stop).ConfigureAwait(false);
        }

        return outcome;
    }

    // As many of the oldest as one request has room for; null where not even one fits.
    private SentRequest? Fitting(IReadOnlyList<CommandAnswer> answers, out IReadOnlyList<Measure> measures)
    {
        int most = BootstrapMessages.MaxMeasures;
        while (true)
        {
            measures = _measures.Oldest(most);
            PublishBody body = new(Record.Access!, measures, answers);
            try
            {
                return _dialog.Signed(BootstrapOp.Publish, head => head with { Publish = body });
            }
            catch (ArgumentException) when (measures.Count > 0)
            {
                if (measures.Count == 1)
                {
                    return null;
                }

                most = measures.Count / 2;
            }
        }
    }

    // A token that is refused as soon as it was given will not be better for asking again.
    private Outcome JudgeToken(Outcome outcome, BootstrapReply? reply)
    {
        if (outcome.Event != BootstrapEvent.TokenOld)
        {
            _freshTokensUnused &= reply is null;
            return outcome;
        }

        bool useless = _freshTokensUnused && reply!.Code == BootstrapCode.TokenRefused;
        return useless ? Outcome.ToIdle(BootstrapEvent.Refused, IdleReason.TokenRefused) : outcome;
    }

    private SentRequest RequestForCertificate()
    {
        EnrollBody body = new(SigningRequest.CreatePem(_options.KeyStore), Record.Access!);
        SentRequest request = _dialog.Signed(BootstrapOp.Enroll, head => head with { Enroll = body });

        // The server gives the certificate once. Whatever happens to the reply, these bytes bring it again.
        _memory.Keep(Record with { Pending = Encoding.ASCII.GetString(request.Bytes) });
        return request;
    }

    private async Task<Outcome> EnrollAsync(SentRequest request, CancellationToken stop)
    {
        BootstrapReply? reply = await _dialog.AskAsync(request, stop).ConfigureAwait(false);
        if (reply is null)
        {
            return Outcome.Of(BootstrapEvent.PutOff);
        }

        Outcome outcome = JudgeToken(Outcome.Of(BootstrapOp.Enroll, reply, BootstrapEvent.Exchanged), reply);
        if (outcome.Event == BootstrapEvent.Exchanged)
        {
            return Store(reply.Enrolled!) ? outcome : Outcome.Stay;
        }

        if (outcome == Outcome.Stay)
        {
            NotEnrolled(BootstrapCodeWord.Word(reply.Code));
        }
        else
        {
            _memory.Keep(Record with { Pending = null });
        }

        return outcome;
    }

    // First the key store, then the record: a start in between finds the certificate.
    private bool Store(EnrolledBody enrolled)
    {
        try
        {
            using DeviceCertificates certificates = DeviceCertificates.FromPem(enrolled.Chain, enrolled.Roots);
            _options.KeyStore.SaveCertificates(certificates);
        }
        catch (DeviceException fault) when (fault.Fault
            is DeviceFault.FileInvalid or DeviceFault.NoCertificate or DeviceFault.CertificateForAnotherKey)
        {
            NotEnrolled(fault.Message);
            return false;
        }

        _memory.KeepAlone(Record.Wiped() with { State = BootstrapState.Enrolled });
        return true;
    }

    private void NotEnrolled(string why)
    {
        BootstrapLog.NotEnrolled(_options.Logger, _options.Uuid, why);
        _certificateRefused = true;
        _memory.Keep(Record with { Pending = null });
    }

    private async Task<Outcome> LogOutAsync(CancellationToken stop)
    {
        LogoutBody body = new(Record.Access!);
        BootstrapReply? reply = await _dialog.AskAsync(
            _dialog.Signed(BootstrapOp.Logout, head => head with { Logout = body }), stop).ConfigureAwait(false);
        Outcome outcome =
            JudgeToken(Outcome.Of(BootstrapOp.Logout, reply, BootstrapEvent.LoggedOut), reply);
        return outcome.Event == BootstrapEvent.LoggedOut
            ? Outcome.ToIdle(BootstrapEvent.LoggedOut, IdleReason.LoggedOut)
            : outcome;
    }

    /// <summary>Waits until so long after the last publish; true where something else is to be done before.</summary>
    private async Task<bool> WaitAsync(TimeSpan interval, bool wakes, CancellationToken stop)
    {
        TimeSpan left = _lastPublish is { } then ? interval - _options.Clock.GetElapsedTime(then) : TimeSpan.Zero;
        if (_access is { } access)
        {
            TimeSpan untilOld = access.For - _options.Clock.GetElapsedTime(access.Since);
            left = untilOld < left ? untilOld : left;
        }

        if (left <= TimeSpan.Zero)
        {
            return _access is { } held && _options.Clock.GetElapsedTime(held.Since) >= held.For;
        }

        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task delay = Task.Delay(left, _options.Clock, enough.Token);
        Task asked = _wishes.WhenAsked();
        Task first = await Task.WhenAny(wakes ? [delay, asked, _measures.WhenSome()] : [delay, asked])
            .ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        return first != delay || (_access is { } old && _options.Clock.GetElapsedTime(old.Since) >= old.For);
    }
}
