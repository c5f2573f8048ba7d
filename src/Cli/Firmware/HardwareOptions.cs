using System.CommandLine;
using Garita.Cli.Commands;
using Garita.Firmware.Building;
using Garita.Firmware.Manifests;

namespace Garita.Cli.Firmware;

/// <summary>Which devices a release is for, and where on them it goes.</summary>
public static class HardwareOptions
{
    private static readonly Option<string> _vendor = new("--vendor")
    {
        Description = "Whose devices it is for: the maker's domain, or a UUID",
        HelpName = "DOMAIN",
        Required = true,
    };

    private static readonly Option<string?> _model = new("--model")
    {
        Description = "Which of their devices it is for: model and hardware revision, as all of them know it",
        HelpName = "TEXT",
    };

    private static readonly Option<string?> _class = new("--class")
    {
        Description = "The class as a UUID, in place of --model",
        HelpName = "UUID",
    };

    private static readonly Option<string> _component = new("--component")
    {
        Description = "Where on the device it goes, in hex, parts separated by slashes (default 00)",
        HelpName = "HEX",
        DefaultValueFactory = _ => ComponentId.Main.ToString(),
    };

    /// <summary>The options.</summary>
    public static Option[] All { get; } = [_vendor, _model, _class, _component];

    /// <summary>The vendor: a UUID, or the one that a domain makes (RFC 9562 5.5).</summary>
    public static Guid VendorOf(CliSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return ReadVendor(session.Get(_vendor)!);
    }

    /// <summary>The class: a UUID, or the one that the model makes under its vendor.</summary>
    public static Guid ClassOf(CliSession session, Guid vendor)
    {
        ArgumentNullException.ThrowIfNull(session);
        return ReadClass(vendor, session.Get(_model), session.Get(_class));
    }

    /// <summary>The component.</summary>
    public static ComponentId ComponentOf(CliSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return ReadComponent(session.Get(_component)!);
    }

    /// <summary>A vendor as it is written on the command line.</summary>
    public static Guid ReadVendor(string text)
    {
        if (Guid.TryParseExact(text, "D", out Guid given))
        {
            return given;
        }

        // What is no host name is most likely a mistake, and a device compares nothing but the UUID.
        bool isDomain = text.Contains('.', StringComparison.Ordinal)
            && Uri.CheckHostName(text) == UriHostNameType.Dns
            && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-');
        return isDomain
            ? NameUuid.Vendor(text)
            : throw new CliException(
                ExitCode.Usage, "--vendor: neither a domain in lower case (example.com) nor a UUID");
    }

    /// <summary>A class as it is written on the command line: by its model or by its UUID.</summary>
    public static Guid ReadClass(Guid vendor, string? ofModel, string? ofUuid) => (ofModel, ofUuid) switch
    {
        ({ Length: > 0 } model, null) => NameUuid.Class(vendor, model),
        (null, { } text) when Guid.TryParseExact(text, "D", out Guid given) => given,
        (null, { }) => throw new CliException(ExitCode.Usage, "--class: not a UUID"),
        _ => throw new CliException(ExitCode.Usage, "say which devices it is for: either --model or --class"),
    };

    /// <summary>A component as it is written on the command line.</summary>
    public static ComponentId ReadComponent(string text)
    {
        string[] parts = text.ToLowerInvariant().Split('/');
        bool isHex = parts.Length <= ManifestLimits.Default.MaxComponentParts
            && parts.All(part => part.Length > 0 && part.Length % 2 == 0 && part.All(char.IsAsciiHexDigit));
        return isHex
            ? ComponentId.Of(parts.Select(Convert.FromHexString))
            : throw new CliException(
                ExitCode.Usage, "--component: hex digits in pairs, parts separated by slashes: 00");
    }
}
