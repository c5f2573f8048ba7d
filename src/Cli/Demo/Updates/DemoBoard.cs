using Garita.Cli.Demo.Releases;
using Garita.Device;
using Garita.Device.Directories;
using Garita.Device.Trust;
using Garita.Device.Update;
using Garita.Device.Update.Agent;
using Garita.Device.Update.Simulation;
using Garita.Durable;
using Garita.MqttClient.Reconnecting;

namespace Garita.Cli.Demo.Updates;

/// <summary>One of the demo's devices as a board with two slots, whose power can be taken at any moment.</summary>
public sealed class DemoBoard : IAsyncDisposable
{
    private static readonly ReleaseGateOptions _identity = new()
    {
        Vendor = DemoFirmware.Vendor,
        Class = DemoFirmware.Class,
        SlotSize = 512 * 1024,
    };

    private readonly string _directory;
    private readonly DeviceOptions _connection;
    private readonly List<string> _started = [];
    private CancellationTokenSource _power = new();
    private Task _life = Task.CompletedTask;

    private DemoBoard(string id, string type, string directory, DeviceOptions connection) =>
        (Id, Type, _directory, _connection) = (id, type, directory, connection);

    /// <summary>The device's id.</summary>
    public string Id { get; }

    /// <summary>What sort of board its images find themselves on.</summary>
    public string Type { get; }

    /// <summary>What the story calls it.</summary>
    public string Name => DemoRole.ShortOf(Id);

    /// <summary>Whether its power is gone.</summary>
    public bool IsOff => _life.IsCompleted;

    /// <summary>The versions that the boot loader started, oldest first.</summary>
    public IReadOnlyList<string> Started
    {
        get
        {
            lock (_started)
            {
                return [.. _started];
            }
        }
    }

    /// <summary>Makes the board as a factory does, with an image in one slot.</summary>
    public static DemoBoard Make(
        DemoStage stage, string id, byte[] trust, byte[] envelope, byte[] image, string type = "")
    {
        ArgumentNullException.ThrowIfNull(stage);
        DeviceDirectory files = DeviceDirectory.Open(stage.DirectoryOf(id));
        string directory = Path.Combine(stage.DirectoryOf(id), "board");
        try
        {
            new DurableFiles().CreateDirectory(directory);
            SimulatedBoard.Provision(directory, _identity, trust, envelope, image);
        }
        catch (Exception fault) when (fault is DeviceException or DurableException)
        {
            throw new CliException(ExitCode.Failed, fault.Message, cause: fault);
        }

        return new DemoBoard(id, type, directory, DeviceOptions.From(files) with { WebSocketPort = stage.HttpsPort });
    }

    /// <summary>Turns the power on.</summary>
    /// <param name="through">Who is on its link; null for nobody.</param>
    public void PowerOn(Func<IUpdateLink, IUpdateLink>? through = null)
    {
        _power = new CancellationTokenSource();
        SimulatedDevice device = new(_directory, _identity, _connection)
        {
            Type = Type,
            Through = through ?? (link => link),
            Booted = Note,

            // A few requests for a hundred kilobytes, and a record of progress now and then, as with a large image.
            Limits = new UpdateOptions { ProgressBytes = 16 * 1024 },
            Options = new UpdateAgentOptions
            {
                BatchBytes = 8 * 1024,
                Waits = new BackoffOptions
                {
                    Initial = TimeSpan.FromSeconds(1),
                    Longest = TimeSpan.FromSeconds(2),
                },
            },
        };
        _life = device.LiveAsync(_power.Token);
    }

    /// <summary>Takes the power away.</summary>
    public void Cut() => _power.Cancel();

    /// <summary>Waits until the power is gone; throws what went wrong before.</summary>
    public async Task WhenOffAsync()
    {
        try
        {
            await _life;
        }
        catch (Exception fault) when (fault is DeviceException or DurableException or InvalidOperationException)
        {
            throw new CliException(ExitCode.Failed, $"{Id}: {fault.Message}", cause: fault);
        }
        catch (OperationCanceledException)
        {
            // The power went in the middle of a step.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Cut();
        await WhenOffAsync();
        _power.Dispose();
    }

    private void Note(SimulatedBoard board)
    {
        lock (_started)
        {
            _started.Add(board.Image!.Version);
        }
    }
}
