using System.Text.Encodings.Web;
using System.Text.Json;
using Garita.Cli.Bootstrap;
using Garita.Cli.Simulation.Types;
using Garita.Device;
using Garita.Device.Bootstrap;
using Garita.Device.Directories;
using Garita.Durable;
using Microsoft.Win32.SafeHandles;

namespace Garita.Cli.Simulation;

/// <summary>
/// All that a simulated device has, in one directory: what the factory gave it, and what it adds itself. It is a
/// <see cref="DeviceDirectory"/> with the files of a birth beside it.
/// </summary>
public sealed class UnitDirectory
{
    /// <summary>Type, serial number, modem and ports, JSON.</summary>
    public const string SettingsFile = "bootstrap.json";

    // Locked by the process that is the device.
    private const string LockFile = "bootstrap.lock";

    // How far it is, and its tokens.
    private const string StateFile = "bootstrap.state";

    private const int MaxSettingsBytes = 16 * 1024;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    private UnitDirectory(DeviceDirectory own, UnitSettings settings)
    {
        Own = own;
        Settings = settings;
    }

    /// <summary>Uuid, broker, key and certificate.</summary>
    public DeviceDirectory Own { get; }

    /// <summary>What the factory set.</summary>
    public UnitSettings Settings { get; }

    /// <summary>Makes a device, as a factory does.</summary>
    /// <param name="path">Must not exist, or be empty.</param>
    /// <param name="device">Its uuid, and where its broker is.</param>
    /// <param name="settings">The rest of what it knows.</param>
    /// <param name="birth">Writes the files of the batch.</param>
    /// <exception cref="CliException">The disk fails.</exception>
    public static void Create(
        string path, DeviceSettings device, UnitSettings settings, Action<IDurableFiles, string> birth)
    {
        ArgumentNullException.ThrowIfNull(birth);
        DurableFiles files = new();
        try
        {
            DeviceDirectory own = DeviceDirectory.Create(path, device, files);
            files.WriteNew(
                Path.Combine(own.Path, SettingsFile),
                JsonSerializer.SerializeToUtf8Bytes(settings, _json),
                FileSecrecy.Public);
            birth(files, own.Path);
        }
        catch (Exception fault) when (fault is DeviceException or DurableException)
        {
            throw new CliException(ExitCode.Failed, fault.Message, cause: fault);
        }
    }

    /// <summary>Opens what <see cref="Create"/> made.</summary>
    /// <exception cref="CliException">It is not there, or something in it is wrong.</exception>
    public static UnitDirectory Open(string path)
    {
        string file = Path.Combine(Path.GetFullPath(path), SettingsFile);
        if (!File.Exists(file))
        {
            throw new CliException(
                ExitCode.NotFound, $"{file}: there is no simulated device here", "'garita simulate fleet' makes some");
        }

        try
        {
            DeviceDirectory own = DeviceDirectory.Open(path);
            UnitSettings settings = JsonSerializer.Deserialize<UnitSettings>(
                new DurableFiles().Read(file, MaxSettingsBytes), _json) ?? throw new JsonException("it is empty");
            MustBeUsable(settings, file);
            return new UnitDirectory(own, settings);
        }
        catch (JsonException fault)
        {
            throw new CliException(ExitCode.Usage, $"{file}: {fault.Message}", cause: fault);
        }
        catch (Exception fault) when (fault is DeviceException or DurableException)
        {
            throw new CliException(ExitCode.Failed, fault.Message, cause: fault);
        }
    }

    /// <summary>Keeps other processes from being the same device until disposed.</summary>
    /// <exception cref="CliException">One is already.</exception>
    public SafeFileHandle Hold()
    {
        string path = Path.Combine(Own.Path, LockFile);
        try
        {
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new CliException(ExitCode.Failed, fault.Message, cause: fault);
        }
        catch (IOException fault)
        {
            throw new CliException(
                ExitCode.Conflict, $"{Own.Path}: this device runs already, or its disk fails", cause: fault);
        }
    }

    /// <summary>Reads what the batch shares. The caller disposes it.</summary>
    public BirthCredentials ReadBirth() => BirthCredentials.Read(Own.Path);

    /// <summary>Opens what survives a power cut. The caller disposes it.</summary>
    public FileRegion OpenStorage()
    {
        try
        {
            return FileRegion.OpenFile(Path.Combine(Own.Path, StateFile), BootstrapClient.StorageLength);
        }
        catch (DurableException fault)
        {
            throw new CliException(ExitCode.Failed, fault.Message, cause: fault);
        }
    }

    private static void MustBeUsable(UnitSettings settings, string file)
    {
        string? wrong = settings switch
        {
            _ when !SimulatedTypes.Names.Contains(settings.Type) =>
                $"'type' is none of {string.Join(", ", SimulatedTypes.Names)}",
            _ when settings.Serial.Length is 0 or > 64 => "'serial' is not 1 to 64 characters",
            _ when settings.Number.Length == 0 => "'number' is empty",
            _ when settings.Spool.Length == 0 => "'spool' is empty",
            _ when settings.Port is < 1 or > ushort.MaxValue => "'port' is not between 1 and 65535",
            _ when settings.QuicPort is < 1 or > ushort.MaxValue => "'quicPort' is not between 1 and 65535",
            _ => null,
        };
        if (wrong is not null)
        {
            throw new CliException(ExitCode.Usage, $"{file}: {wrong}");
        }
    }
}
