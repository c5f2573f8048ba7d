using Garita.Contracts.Bootstrap.Replies;
using Garita.Device.Bootstrap.Links;
using Garita.Device.Bootstrap.States;
using Garita.Device.Commands;
using Garita.Device.Keys;
using Garita.Device.Telemetry;
using Garita.Device.Update.Records;
using Garita.Mqtt.Topics;

namespace Garita.Device.Bootstrap;

/// <summary>
/// A device that knows only its uuid: it registers, shows a code, lives on tokens, and ends with a certificate of its
/// own or idle. One run for each start of the program; what it must remember survives a power cut at any point. Set the
/// handlers, then run. Thread-safe.
/// </summary>
public sealed class BootstrapClient : IAsyncDisposable
{
    private readonly BootstrapOptions _options;
    private readonly BootstrapMemory _memory;
    private readonly BootstrapLink _link;
    private readonly CommandRunner _commands;
    private readonly MeasureQueue _measures;
    private readonly ProgramWishes _wishes;
    private readonly BootstrapSteps _steps;
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private BootstrapState _state;
    private bool _hasRun;

    /// <summary>Reads what the last run left; nothing is sent yet.</summary>
    /// <exception cref="DeviceException">The storage cannot be read.</exception>
    public BootstrapClient(BootstrapOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _memory = BootstrapMemory.Open(options.Storage);
        _state = _memory.Record.State;
        _link = new BootstrapLink(options);
        _commands = new CommandRunner(maxOverdue: 4, options.Clock, options.Logger);
        _measures = new MeasureQueue(options.QueueCapacity, options.Clock);
        _wishes = new ProgramWishes(options.EnrollsAtOnce);
        BootstrapDialog dialog = new(options, _memory, _link);
        CommandIntake intake = new(options, _commands);
        TokenLife life = new(options, _memory, dialog, _measures, intake, _wishes);
        _steps = new BootstrapSteps(options, _memory, dialog, life);
    }

    /// <summary>Bytes that <see cref="BootstrapOptions.Storage"/> needs.</summary>
    public static long StorageLength => TwinRecord.LengthFor(BootstrapMemory.RecordLength);

    /// <summary>How far the device is.</summary>
    public BootstrapState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    /// <summary>Why it is or was last idle; null where it never was, or has logged in since.</summary>
    public IdleReason? Reason => _memory.Record.Reason;

    /// <summary>What the registry says of the device; null before the first login.</summary>
    public DeviceBody? Device => _memory.Record.Device;

    /// <summary>Measurements that wait to be sent.</summary>
    public int QueuedTelemetry => _measures.Count;

    /// <summary>Measurements dropped because the queue was full.</summary>
    public long DroppedTelemetry => _measures.Dropped;

    /// <summary>Sets what happens on a command, as <see cref="DeviceClient.OnCommand"/> does.</summary>
    public void OnCommand(string name, CommandHandler handler)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(handler);
        _commands.Handle(name, handler);
    }

    /// <summary>Queues a measurement and returns at once; it goes out when there are tokens.</summary>
    /// <param name="series">The name of the series, 1 to 128 characters; may have several levels.</param>
    /// <param name="measurement">The value; its time is now unless it says otherwise.</param>
    /// <exception cref="ArgumentException">The series is no part of a topic.</exception>
    public void Record(string series, Measurement measurement)
    {
        if (series is not { Length: >= 1 and <= 128 } || !TopicName.TryParse(series, out _))
        {
            throw new ArgumentException($"'{series}' is no part of a topic.", nameof(series));
        }

        _measures.Add(series, measurement);
    }

    /// <summary>
    /// Asks for the certificate once what is queued is sent, if the registry lets the device have one. To be called
    /// where
    /// <see cref="BootstrapOptions.EnrollsAtOnce"/> is not set.
    /// </summary>
    public void Enroll() => _wishes.AskForCertificate();

    /// <summary>Gives the tokens back; the device is idle then, until it is started again.</summary>
    public void LogOut() => _wishes.AskForLogout();

    /// <summary>
    /// Runs until the device is <see cref="BootstrapState.Enrolled"/> or <see cref="BootstrapState.Idle"/>, and returns
    /// which. A device that lives on tokens runs until it is stopped.
    /// </summary>
    /// <exception cref="DeviceException">Key store or storage fail.</exception>
    /// <exception cref="InvalidOperationException">It has run before: only a start leads out of idle.</exception>
    public async Task<BootstrapState> RunAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_hasRun)
            {
                throw new InvalidOperationException("A client runs once; a start makes a new one.");
            }

            _hasRun = true;
        }

        Happen(_steps.Start());
        while (State is not (BootstrapState.Enrolled or BootstrapState.Idle))
        {
            Happen(await _steps.TakeAsync(State, cancellationToken).ConfigureAwait(false));
        }

        return State;
    }

    /// <summary>What a client with the device's own certificate is opened with.</summary>
    /// <exception cref="InvalidOperationException">There is no certificate yet.</exception>
    public DeviceOptions HandOver()
    {
        if (State != BootstrapState.Enrolled)
        {
            throw new InvalidOperationException($"The device is {State} and has no certificate.");
        }

        using DeviceCertificates certificates = _options.KeyStore.LoadCertificates();
        return new DeviceOptions
        {
            Id = certificates.Leaf.GetNameInfo(
                System.Security.Cryptography.X509Certificates.X509NameType.SimpleName, forIssuer: false),
            Host = _options.Host,
            ServerName = _options.ServerName,
            KeyStore = _options.KeyStore,
            Clock = _options.Clock,
            Logger = _options.Logger,
            Backoff = _options.Backoff,
            Jitter = _options.Jitter,
        };
    }

    /// <summary>Closes the connection. To be called when no run is under way.</summary>
    public async ValueTask DisposeAsync() => await _link.DisposeAsync().ConfigureAwait(false);

    private void Happen(BootstrapEvent? happened)
    {
        if (happened is null)
        {
            return;
        }

        BootstrapState next;
        lock (_gate)
        {
            next = BootstrapTable.Next(_state, happened.Value)
                ?? throw new InvalidOperationException($"{happened} has no place in {_state}.");
            _state = next;
        }

        IdleReason? reason = next == BootstrapState.Idle ? Reason : null;
        BootstrapLog.Now(_options.Logger, _options.Uuid, next);
        if (reason is { } why)
        {
            BootstrapLog.Idle(_options.Logger, _options.Uuid, why);
        }

        _options.StateChanged?.Invoke(new BootstrapChange(next, reason));
    }
}
