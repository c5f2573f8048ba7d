using System.CommandLine;
using Garita.Cli.Api;
using Garita.Cli.Commands;
using Garita.Cli.Firmware;
using Garita.Cli.Output;
using Garita.Contracts.Api.Updates;
using Garita.Firmware;
using Garita.Firmware.Delivery;
using Garita.Firmware.Encryption;

namespace Garita.Cli.Updates;

/// <summary><c>garita update offer</c>: a published release is offered to devices.</summary>
internal static class UpdateOfferCommand
{
    private static readonly Argument<string> _release = new("RELEASE")
    {
        Description = "The manifest digest of a published release or way back, 64 hex digits",
    };

    private static readonly Argument<string[]> _devices = new("DEVICE")
    {
        Description = "Whom to offer it to",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> _name = new("--name")
    {
        Description = "What to call it: 1 to 64 of A-Z a-z 0-9 - _",
        HelpName = "NAME",
        Required = true,
    };

    private static readonly Option<int> _attempt = new Option<int>("--attempt")
    {
        Description = "Which attempt; one that ended needs the next number (default 1)",
        DefaultValueFactory = _ => 1,
    }.Within(1, int.MaxValue, "is 1 or more");

    private static readonly Option<string[]> _paths = new("--path")
    {
        Description = "https, mqtt or carousel; repeat it, the preferred one first (default: https, mqtt)",
        HelpName = "PATH",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<bool> _noAsk = new("--no-ask")
    {
        Description = "Let devices activate without asking again: they do even if the offer was withdrawn meanwhile",
    };

    private static readonly Option<string?> _keys = new("--key-offer")
    {
        Description = "The key offer for these devices, where the image is encrypted",
        HelpName = "FILE",
    };

    public static Command Create() => new Command("offer", "Offer a published release to devices")
        .With(_release, _devices, _name, _attempt, _paths, _noAsk, _keys)
        .Does(OfferAsync);

    private static async Task OfferAsync(CliSession session, CancellationToken stop)
    {
        OfferUpdateRequest request = Read(session);
        using ApiClient api = session.OpenApi();
        UpdateOffered offered = await api.SendAsync<UpdateOffered>(HttpMethod.Post, "api/v1/updates", request, stop);
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(offered);
        }
        else
        {
            TableView table = new("device", "outcome");
            foreach (DeviceOffer device in offered.Devices)
            {
                table.Add(device.Device, Words(device.Outcome, offered));
            }

            table.WriteTo(session.Terminal);
        }

        int refused = offered.Devices.Count(
            device => device.Outcome is not (OfferOutcome.Offered or OfferOutcome.AlreadyOffered));
        if (refused > 0)
        {
            throw new CliException(ExitCode.Failed, $"not offered to {refused} of {offered.Devices.Count} devices");
        }
    }

    private static OfferUpdateRequest Read(CliSession session)
    {
        string release = session.Get(_release);
        string name = session.Get(_name) ?? string.Empty;
        string[] paths = session.Get(_paths) ?? [];
        if (!Sha256Digest.TryParse(release, out _))
        {
            throw new CliException(ExitCode.Usage, "RELEASE: is not 64 hex digits", "see: garita firmware inspect");
        }

        if (!DeliveryLimits.IsDeployment(name))
        {
            throw new CliException(ExitCode.Usage, "--name: must be 1 to 64 of A-Z a-z 0-9 - _");
        }

        if (Array.Find(paths, path => DeliveryPaths.Find(path) is null) is { } unknown)
        {
            throw new CliException(ExitCode.Usage, $"--path: '{unknown}' is not https, mqtt or carousel");
        }

        byte[]? keys = session.Get(_keys) is { } file
            ? ReleaseFiles.Read(_keys.Name, Path.GetFullPath(file), KeyOffer.MaxLength)
            : null;
        return new OfferUpdateRequest(
            name,
            release,
            session.Get(_devices) ?? [],
            session.Get(_attempt),
            !session.Get(_noAsk),
            paths.Length == 0 ? null : paths,
            keys);
    }

    private static string Words(OfferOutcome outcome, UpdateOffered offered) => outcome switch
    {
        OfferOutcome.Offered => "offered",
        OfferOutcome.AlreadyOffered => "offered before; unchanged",
        OfferOutcome.AttemptUsed =>
            $"not offered: attempt {offered.Attempt} of {offered.Deployment} was used; name a higher --attempt",
        OfferOutcome.UnknownDevice => "not offered: there is no such device",
        OfferOutcome.Disabled => "not offered: the device is disabled",
        OfferOutcome.PolicyRefused => "not offered: the policy does not let the device hear it",
        OfferOutcome.BrokerFull => "not offered: the broker retains no more",
    };
}
