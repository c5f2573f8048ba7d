using System.Globalization;
using Garita.Cli.Commands;
using Garita.Cli.Demo.Releases;
using Garita.Cli.Demo.Updates;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Api.Status;
using Garita.Contracts.Api.Updates;
using Garita.Device.Directories;
using Garita.Firmware.Manifests;

namespace Garita.Cli.Demo.Rollouts;

/// <summary>Sixteen thermostats of two hardware revisions, each a board with two slots and the update agent.</summary>
public sealed class RolloutFleet(DemoStage stage) : IAsyncDisposable
{
    /// <summary>The type of the first hardware revision.</summary>
    public const string FirstType = "thermostat";

    /// <summary>The type of the second one, of which there are fewer.</summary>
    public const string SecondType = "thermostat-r2";

    private const int FirstCount = 11;
    private const int SecondCount = 5;

    private readonly List<DemoBoard> _boards = [];

    /// <summary>Ids with types.</summary>
    public static IReadOnlyList<(string Id, string Type)> Members { get; } =
    [
        .. Enumerable.Range(1, FirstCount).Select(number => (Name("TH1", number), FirstType)),
        .. Enumerable.Range(1, SecondCount).Select(number => (Name("TH2", number), SecondType)),
    ];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (DemoBoard board in _boards)
        {
            await board.DisposeAsync();
        }
    }

    /// <summary>Adds them to the registry.</summary>
    public async Task<string> AddAsync(CancellationToken stop)
    {
        foreach ((string id, string type) in Members)
        {
            await DeviceAddCommand.AddAsync(
                stage.Api,
                stage.DirectoryOf(id),
                new DeviceSettings(id, DemoStage.Host, stage.MqttPort),
                new AddDeviceRequest(id, string.Empty, type, null, ["demo"]),
                stop);
        }

        return $"{FirstCount} of type {FirstType}, {SecondCount} of type {SecondType}, each with its own certificate";
    }

    /// <summary>Makes the boards as a factory does, turns them on, and waits until all of them are connected.</summary>
    /// <param name="trust">The trust document that they begin with.</param>
    /// <param name="release">What they run.</param>
    /// <param name="firmware">Its image.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<string> PowerOnAsync(
        byte[] trust, Envelope release, DemoFirmware firmware, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(release);
        ArgumentNullException.ThrowIfNull(firmware);
        byte[] image = firmware.Read();
        foreach ((string id, string type) in Members)
        {
            _boards.Add(DemoBoard.Make(stage, id, trust, release.Bytes.ToArray(), image, type));
            _boards[^1].PowerOn();
        }

        await Poll.UntilAsync<ServerStatus>(
            stage,
            "api/v1/status",
            status => status.Devices.Connected == Members.Count,
            status => $"{status.Devices.Connected} of {Members.Count} connected",
            stop);
        return $"{Members.Count} boards with two slots and {firmware.Description.Version} in one; all connected";
    }

    /// <summary>Checks that every board was started with a version last.</summary>
    /// <exception cref="CliException">One was not.</exception>
    public string RequireAll(string version)
    {
        string[] others = [.. _boards.Where(board => board.Started[^1] != version)
            .Select(board => $"{board.Id} runs {board.Started[^1]}")];
        return others.Length == 0
            ? $"the boot loaders of all {_boards.Count} boards started {version} last"
            : throw new CliException(ExitCode.Failed, string.Join(", ", others));
    }

    /// <summary>Checks that every device said last that it installed a version.</summary>
    public async Task<string> RequireReportsAsync(string version, CancellationToken stop)
    {
        foreach ((string id, string _) in Members)
        {
            UpdatePage page = await stage.Api.GetAsync<UpdatePage>($"api/v1/updates?limit=1&device={id}", stop);
            if (page.Items is not [{ DeviceState: "installed" } last] || last.Version != version)
            {
                throw new CliException(ExitCode.Failed, $"{id} does not say that it installed {version}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Members.Count} of {Members.Count} say so");
    }

    private static string Name(string prefix, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number:00}");
}
