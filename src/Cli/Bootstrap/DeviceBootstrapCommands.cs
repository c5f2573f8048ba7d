using System.CommandLine;
using Garita.Cli.Api;
using Garita.Cli.Commands;
using Garita.Cli.Output;
using Garita.Contracts.Api.Bootstrap;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Bootstrap;

namespace Garita.Cli.Bootstrap;

/// <summary>
/// <c>garita device expect</c>, <c>waiting</c>, <c>approve</c>, <c>readmit</c>: devices that ask for their certificate
/// themselves.
/// </summary>
public static class DeviceBootstrapCommands
{
    private const int MaxSeedFile = 1024;

    private static readonly Argument<string> _id = new("UUID") { Description = "The device's uuid, lower case" };
    private static readonly Option<string?> _sms = new("--sms")
    {
        Description = "Where codes go: a phone number, or what the sender understands",
        HelpName = "ADDRESS",
    };

    private static readonly Option<string?> _totp = new("--totp")
    {
        Description = "File with the device's seed, 20 to 64 bytes in base64url",
        HelpName = "FILE",
    };

    private static readonly Option<bool> _approval = new("--approval")
    {
        Description = "A person says yes with 'garita device approve'",
    };

    private static readonly Option<string?> _batch = new("--batch")
    {
        Description = "The batch whose birth certificate it must come with (default: any that is open)",
    };

    private static readonly Option<bool> _tokensOnly = new("--tokens-only")
    {
        Description = "It lives on tokens and never gets a certificate",
    };

    private static readonly Option<string?> _type = new("--type") { Description = "What sort of product it is" };
    private static readonly Option<string?> _serial = new("--serial") { Description = "The maker's serial number" };
    private static readonly Option<string[]> _groups = new("--group")
    {
        Description = "A group of the device; repeatable",
    };

    private static readonly Option<string> _key = new("--key")
    {
        Description = "The thumbprint of the device's key, as the device shows it",
        Required = true,
    };

    /// <summary>Builds the commands, for <c>garita device</c>.</summary>
    public static Symbol[] Create() =>
    [
        new Command("expect", "Register a device that will ask for its certificate itself")
            .With(_id, _sms, _totp, _approval, _batch, _tokensOnly, _type, _serial, _groups).Does(ExpectAsync),
        new Command("waiting", "Keys that registered as a device and are not in yet").With(_id).Does(WaitingAsync),
        new Command("approve", "Say yes to a key that waits for a person").With(_id, _key).Does(ApproveAsync),
        new Command("readmit", "Let a device that had a certificate begin again, once").With(_id).Does(ReadmitAsync),
    ];

    private static async Task ExpectAsync(CliSession session, CancellationToken stop)
    {
        string? address = session.Get(_sms);
        string? seedFile = session.Get(_totp);
        bool approval = session.Get(_approval);
        if (new[] { address is not null, seedFile is not null, approval }.Count(given => given) != 1)
        {
            throw new CliException(ExitCode.Usage, "name one of --sms, --totp and --approval");
        }

        SecondFactor factor = address is not null ? SecondFactor.Sms
            : approval ? SecondFactor.Approval
            : SecondFactor.Totp;
        AddBootstrapDeviceRequest request = new(
            session.Get(_id),
            SecondFactorWord.Word(factor),
            address,
            seedFile is null ? null : ReadSeed(seedFile),
            session.Get(_batch),
            session.Get(_tokensOnly),
            session.Get(_type),
            session.Get(_serial),
            session.Get(_groups));
        using ApiClient api = session.OpenApi();
        DeviceView device = await api.SendAsync<DeviceView>(
            HttpMethod.Post, "api/v1/bootstrap/devices", request, stop);
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(device);
        }

        session.Terminal.Note($"{device.Id} is in the registry and may ask");
    }

    private static async Task WaitingAsync(CliSession session, CancellationToken stop)
    {
        using ApiClient api = session.OpenApi();
        WaitingKeys keys = await api.GetAsync<WaitingKeys>(PathOf(session, "waiting"), stop);
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(keys.Items);
            return;
        }

        TableView table = new("key", "batch", "since", "approved");
        foreach (WaitingKey key in keys.Items)
        {
            table.Add(
                key.Key, key.Batch, Printable.Ago(key.Since, session.Time.GetUtcNow()), key.Approved ? "yes" : "no");
        }

        table.WriteTo(session.Terminal);
    }

    private static async Task ApproveAsync(CliSession session, CancellationToken stop)
    {
        using ApiClient api = session.OpenApi();
        await api.SendAsync(
            HttpMethod.Post, PathOf(session, "approve"), new ApproveKeyRequest(session.Get(_key)!), stop);
        session.Terminal.Note($"{session.Get(_id)} may log in with that key");
    }

    private static async Task ReadmitAsync(CliSession session, CancellationToken stop)
    {
        using ApiClient api = session.OpenApi();
        await api.SendAsync(HttpMethod.Post, PathOf(session, "readmit"), null, stop);
        session.Terminal.Note(
            $"{session.Get(_id)} may begin again; its old certificates end when it has a new one");
    }

    private static string ReadSeed(string path)
    {
        try
        {
            return new FileInfo(path).Length <= MaxSeedFile
                ? File.ReadAllText(path).Trim()
                : throw new CliException(ExitCode.Usage, $"{path}: longer than a seed");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failed, $"{path}: {fault.Message}", cause: fault);
        }
    }

    private static string PathOf(CliSession session, string what) =>
        $"api/v1/bootstrap/devices/{Uri.EscapeDataString(session.Get(_id))}/{what}";
}
