using Garita.Cli.Simulation;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Device;
using Garita.Device.Bootstrap;
using Garita.Device.Bootstrap.States;

namespace Garita.Cli.Demo.Beginnings;

/// <summary>
/// A device of the demo before it has a certificate: the story turns it on and off, and sees what it does.
/// </summary>
public sealed class Newcomer : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly DemoStage _stage;
    private readonly SimulatedUnit _unit;
    private readonly UnitDirectory _files;
    private readonly int _codes;
    private readonly Lock _gate = new();
    private CancellationTokenSource _power = new();
    private Beginning? _begun;
    private Task<BootstrapState>? _life;

    // Guarded by _gate: what it did since it was turned on.
    private readonly List<BootstrapState> _states = [];
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _codeCame;

    /// <summary>Takes a device as the factory made it.</summary>
    /// <param name="stage">Where it will be.</param>
    /// <param name="role">Which one it is.</param>
    /// <param name="codes">How many codes it asks for before it stays idle.</param>
    public Newcomer(DemoStage stage, DemoRole role, int codes)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(role);
        _stage = stage;
        Role = role;
        _codes = codes;
        _unit = new SimulatedUnit(role.Device, stage.Time);
        _files = UnitDirectory.Open(stage.DirectoryOf(role.Id));
    }

    /// <summary>Which device it is.</summary>
    public DemoRole Role { get; }

    /// <summary>Whether a code came since it was turned on.</summary>
    public bool CodeCame
    {
        get
        {
            lock (_gate)
            {
                return _codeCame;
            }
        }
    }

    /// <summary>Why it is idle.</summary>
    public IdleReason? Reason => _begun?.Reason;

    /// <summary>What the registry said of it.</summary>
    public DeviceBody? Registry => _begun?.Registry;

    /// <summary>How it measures.</summary>
    public MeasurePlan Plan => _unit.Plan;

    /// <summary>The states since it was turned on, oldest first.</summary>
    public IReadOnlyList<BootstrapState> States
    {
        get
        {
            lock (_gate)
            {
                return [.. _states];
            }
        }
    }

    /// <summary>Turns it on.</summary>
    public void PowerOn()
    {
        lock (_gate)
        {
            _states.Clear();
            _codeCame = false;
        }

        _power = new CancellationTokenSource();
        try
        {
            _begun = new Beginning(_files, _unit, change => Note(() => _states.Add(change.State)), Adjust)
            {
                CodeCame = () => Note(() => _codeCame = true),
            };
        }
        catch (DeviceException fault)
        {
            throw new CliException(ExitCode.Failed, fault.Message, cause: fault);
        }

        _life = _begun.RunAsync(_power.Token);
    }

    /// <summary>Takes its power.</summary>
    public async Task CutAsync()
    {
        await _power.CancelAsync();
        if (_life is { } life)
        {
            await ((Task)life).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (_begun is { } begun)
        {
            await begun.DisposeAsync();
        }

        _power.Dispose();
        _life = null;
        _begun = null;
    }

    /// <summary>Asks for its certificate.</summary>
    public void Enroll() => _begun?.Enroll();

    /// <summary>Waits until its states are as wanted; half a minute at most.</summary>
    /// <param name="wanted">Judges the states since it was turned on.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="CliException">They did not become so.</exception>
    public async Task WhenAsync(Func<IReadOnlyList<BootstrapState>, bool> wanted, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(_patience);
        while (true)
        {
            Task news;
            lock (_gate)
            {
                news = _news.Task;
                if (wanted(_states))
                {
                    return;
                }
            }

            try
            {
                await news.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                throw new CliException(
                    ExitCode.Failed, $"{Role.Name} went through {string.Join(", ", States)} and no further");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_begun is not null)
        {
            await CutAsync();
        }
    }

    // The story says when the certificate is asked for, and nobody waits long while somebody watches.
    private BootstrapOptions Adjust(BootstrapOptions options) => options with
    {
        EnrollsAtOnce = false,
        CodesPerStart = _codes,
        CodePatience = _codes == 1 ? DemoStage.CodePatience : options.CodePatience,
        PublishInterval = TimeSpan.FromMilliseconds(200),
        Clock = _stage.Time,
    };

    private void Note(Action change)
    {
        lock (_gate)
        {
            change();
            _news.TrySetResult();
            _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
