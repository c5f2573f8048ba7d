using System.CommandLine;
using System.Security.Cryptography;
using Garita.Cli.Api;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Api.Status;
using Garita.Contracts.Identities;
using Garita.Device;
using Garita.Device.Directories;
using Garita.Device.Keys;

namespace Garita.Cli.Commands;

/// <summary><c>garita device add</c>: makes a bench device's key here and has it certified.</summary>
public static class DeviceAddCommand
{
    private static readonly Argument<string> _id = new("ID") { Description = "The device's id: ABCD1234 or a uuid" };
    private static readonly Option<string> _out = new("--out")
    {
        Description = "New directory for key, certificate, server root and address",
        HelpName = "DIR",
        Required = true,
    };

    private static readonly Option<string?> _type = new("--type") { Description = "What sort of product it is" };
    private static readonly Option<string?> _serial = new("--serial") { Description = "The maker's serial number" };
    private static readonly Option<string[]> _groups = new("--group")
    {
        Description = "A group of the device; repeatable",
    };
    private static readonly Option<string?> _unit = new("--ou")
    {
        Description = "Organizational unit in the certificate, which the policy may ask about",
    };

    private static readonly Option<string?> _host = new("--host")
    {
        Description = "The name the device connects to (default: the server's first name)",
    };

    private static readonly Option<bool> _header = new("--header")
    {
        Description = "Print key and certificates as C arrays for a board: as secret as the key",
    };

    /// <summary>Builds the command.</summary>
    public static Command Create() =>
        new Command("add", "Add a device; its key is made here and the server never sees it")
            .With(_id, _out, _type, _serial, _groups, _unit, _host, _header).Does(AddAsync);

    private static async Task AddAsync(CliSession session, CancellationToken stop)
    {
        string id = session.Get(_id);
        if (!Identity.TryCreate(IdentityKind.Device, id, out _))
        {
            throw new CliException(
                ExitCode.Usage, $"'{id}' is not a device id: 1 to {Identity.MaxNameLength} of A-Z a-z 0-9 - _");
        }

        string target = Path.GetFullPath(session.Get(_out)!);
        CredentialDirectory.RefuseExisting(target);
        using ApiClient api = session.OpenApi();
        ServerStatus status = await api.GetAsync<ServerStatus>("api/v1/status", stop);
        DeviceSettings settings = new(id, session.Get(_host) ?? status.Names[0], status.MqttPort);
        AddDeviceRequest request = new(
            id,
            string.Empty,
            session.Get(_type),
            session.Get(_serial),
            session.Get(_groups),
            session.Get(_unit));
        DeviceAdded added = await AddAsync(api, target, settings, request, stop);
        Print(session, target, added);
    }

    /// <summary>Makes the key in a directory beside the target, has it certified, and renames it into place.</summary>
    public static async Task<DeviceAdded> AddAsync(
        ApiClient api, string target, DeviceSettings settings, AddDeviceRequest request, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(api);
        string half = target + ".new";
        try
        {
            DeviceDirectory directory = DeviceDirectory.Create(half, settings);
            directory.CreateKey();
            using ECDiffieHellman encryption = directory.OpenEncryptionKey();
            AddDeviceRequest complete = request with
            {
                CsrPem = SigningRequest.CreatePem(directory),
                EncryptionKeyPem = encryption.ExportSubjectPublicKeyInfoPem() + "\n",
            };
            DeviceAdded added = await api.SendAsync<DeviceAdded>(HttpMethod.Post, "api/v1/devices", complete, stop);
            using DeviceCertificates certificates = DeviceCertificates.FromPem(
                added.Certificate.ChainPem, added.Certificate.ServerRootPem);
            directory.SaveCertificates(certificates);
            CredentialDirectory.MoveIntoPlace(half, target);
            return added;
        }
        catch (DeviceException fault)
        {
            CredentialDirectory.Discard(half);
            throw new CliException(ExitCode.Failed, fault.Message, cause: fault);
        }
        catch (CliException)
        {
            CredentialDirectory.Discard(half);
            throw;
        }
    }

    private static void Print(CliSession session, string target, DeviceAdded added)
    {
        if (session.Get(_header))
        {
            CHeader.Write(session.Terminal.Output, added.Device.Id, DeviceDirectory.Open(target));
        }
        else if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(added);
        }

        session.Terminal.Note(
            $"{added.Device.Id} is in the registry; its certificate ends {added.Certificate.NotAfter:yyyy-MM-dd}");
        session.Terminal.Note($"{target}: {DeviceDirectory.KeyFile}, {DeviceDirectory.EncryptionKeyFile} "
            + $"(plain, mode 0600), {DeviceDirectory.CertificateFile}, {DeviceDirectory.ServerRootFile}, "
            + DeviceDirectory.SettingsFile);
    }
}
