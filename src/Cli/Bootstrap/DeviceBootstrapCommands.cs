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
    private static readonly Argument<string?> _maybeId = new("UUID")
    {
        Description = "The device's uuid, lower case (default: all that wait)",
        Arity = ArgumentArity.ZeroOrOne,
    };

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
        new Command("waiting", "Keys that registered as a device and are not in yet").With(_maybeId).Does(WaitingAsync),
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
        if (IsGuessable(device.Id))
        {
            session.Terminal.Note("its uuid is made of a time, so the next one is guessed: make them at random");
        }
    }

    private static async Task WaitingAsync(CliSession session, CancellationToken stop)
    {
        using ApiClient api = session.OpenApi();
        if (session.Parsed.GetValue(_maybeId) is not { } id)
        {
            await AllWaitingAsync(session, api, stop);
            return;
        }

        WaitingKeys keys = await api.GetAsync<WaitingKeys>(PathOf(id, "waiting"), stop);
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

    private static async Task AllWaitingAsync(CliSession session, ApiClient api, CancellationToken stop)
    {
        WaitingRegistrations waiting = await api.GetAsync<WaitingRegistrations>("api/v1/bootstrap/waiting", stop);
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(waiting.Items);
        }
        else
        {
            TableView table = new("device", "waits for", "since", "batch", "key");
            foreach (WaitingRegistration one in waiting.Items)
            {
                table.Add(
                    one.Device, Awaited(one), Printable.Ago(one.Since, session.Time.GetUtcNow()), one.Batch, one.Key);
            }

            table.WriteTo(session.Terminal);
        }

        if (waiting.More)
        {
            session.Terminal.Note($"only the first {waiting.Items.Count} are shown");
        }
    }

    private static string Awaited(WaitingRegistration one) => one switch
    {
        { TriesLeft: < 1 } => "nothing: too many wrong codes",
        { Factor: "approval", Approved: true } => "its login",
        { Factor: "approval" } => "approval",
        { Factor: "totp" } => "its password",
        _ => "its code",
    };

    private static async Task ApproveAsync(CliSession session, CancellationToken stop)
    {
        using ApiClient api = session.OpenApi();
        await api.SendAsync(
            HttpMethod.Post, PathOf(session.Get(_id), "approve"), new ApproveKeyRequest(session.Get(_key)!), stop);
        session.Terminal.Note($"{session.Get(_id)} may log in with that key");
    }

    private static async Task ReadmitAsync(CliSession session, CancellationToken stop)
    {
        using ApiClient api = session.OpenApi();
        await api.SendAsync(HttpMethod.Post, PathOf(session.Get(_id), "readmit"), null, stop);
        session.Terminal.Note(
            $"{session.Get(_id)} may begin again; its old certificates end when it has a new one");
    }

    // Versions 1, 2, 6 and 7 begin with a time (RFC 9562 5).
    private static bool IsGuessable(string uuid) => uuid[14] is '1' or '2' or '6' or '7';

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

    private static string PathOf(string id, string what) =>
        $"api/v1/bootstrap/devices/{Uri.EscapeDataString(id)}/{what}";
}
