using System.CommandLine;
using Garita.Cli.Commands;
using Garita.Firmware.Acceptance;
using Garita.Firmware.Manifests;

namespace Garita.Cli.Firmware;

/// <summary>A device to judge a release for; none where its vendor is not named.</summary>
public static class DeviceOptions
{
    private static readonly Option<string?> _vendor = new("--vendor")
    {
        Description = "Judge it for a device of this vendor (domain or UUID), with --model or --class",
        HelpName = "DOMAIN",
    };

    private static readonly Option<string?> _model = new("--model")
    {
        Description = "The device's model and hardware revision",
        HelpName = "TEXT",
    };

    private static readonly Option<string?> _class = new("--class")
    {
        Description = "The device's class as a UUID, in place of --model",
        HelpName = "UUID",
    };

    private static readonly Option<string> _component = new("--component")
    {
        Description = "What of the device takes images, in hex (default 00)",
        HelpName = "HEX",
        DefaultValueFactory = _ => ComponentId.Main.ToString(),
    };

    private static readonly Option<ulong> _sequence = new("--device-sequence")
    {
        Description = "Sequence number of what the device has confirmed (default 0)",
        HelpName = "N",
    };

    private static readonly Option<uint> _floor = new("--device-epoch")
    {
        Description = "Security epoch that the device never goes below (default 0)",
        HelpName = "N",
    };

    private static readonly Option<long> _slot = new Option<long>("--slot-size")
    {
        Description = "Bytes of the device's slot (default: large enough)",
        HelpName = "N",
        DefaultValueFactory = _ => long.MaxValue,
    }.Within(1L, long.MaxValue, "a slot has at least one byte");

    private static readonly Option<bool> _boot = new("--at-boot")
    {
        Description = "Judge as the device does when it starts: the sequence number is not asked for",
    };

    /// <summary>The options.</summary>
    public static Option[] All { get; } = [_vendor, _model, _class, _component, _sequence, _floor, _slot, _boot];

    /// <summary>
    /// Judges the release for the device. Null where no device is named, the check's name where the device takes it.
    /// Throws <see cref="CliException"/> where it does not.
    /// </summary>
    /// <param name="session">The command line.</param>
    /// <param name="path">The envelope's file, for the message.</param>
    /// <param name="verified">The release.</param>
    public static string? Judge(CliSession session, string path, VerifiedManifest verified)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(verified);
        if (FactsOf(session) is not { } device)
        {
            return null;
        }

        bool boot = session.Get(_boot);
        ReleaseRefusal refusal;
        if (boot)
        {
            refusal = VerifiedRelease.JudgeBoot(verified, device);
        }
        else
        {
            VerifiedRelease.TryAccept(verified, device, out _, out refusal);
        }

        return refusal == ReleaseRefusal.None
            ? boot ? "starts on the device" : "fits the device"
            : throw new CliException(ExitCode.Failed, $"{path}: {ReleaseRefusals.Of(refusal, verified, device)}");
    }

    private static DeviceFacts? FactsOf(CliSession session)
    {
        if (session.Get(_vendor) is not { } text)
        {
            bool half = session.Get(_model) is not null || session.Get(_class) is not null || session.Get(_boot)
                || session.Get(_sequence) != 0 || session.Get(_floor) != 0 || session.Get(_slot) != long.MaxValue;
            return half
                ? throw new CliException(ExitCode.Usage, "--vendor: say whose device it is that should judge")
                : null;
        }

        Guid vendor = HardwareOptions.ReadVendor(text);
        return new DeviceFacts
        {
            Vendor = vendor,
            Class = HardwareOptions.ReadClass(vendor, session.Get(_model), session.Get(_class)),
            Component = HardwareOptions.ReadComponent(session.Get(_component)!),
            SequenceNumber = session.Get(_sequence),
            ManifestDigest = null,
            EpochFloor = session.Get(_floor),
            SlotSize = session.Get(_slot),
            Decrypts = true,
        };
    }
}
