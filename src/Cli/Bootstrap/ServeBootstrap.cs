using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Garita.Cli.Commands;
using Garita.Contracts.Bootstrap;
using Garita.Server.Bootstrap;
using Garita.Server.Bootstrap.Senders;
using Garita.Server.Listeners;

namespace Garita.Cli.Bootstrap;

/// <summary>What <c>garita serve</c> is told of bootstrap.</summary>
public static class ServeBootstrap
{
    private const int MaxGatewayFile = 64 * 1024;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private static readonly Option<int> _port = new Option<int>("--bootstrap-port")
    {
        Description = "Port of bootstrap, UDP and TCP; 0 takes free ones",
        DefaultValueFactory = _ => BootstrapWire.Port,
    }.Within(0, 65535, "a port is 0 to 65535");

    private static readonly Option<bool> _none = new("--no-bootstrap")
    {
        Description = "No bootstrap: devices get their certificates another way",
    };

    private static readonly Option<string?> _spool = new("--code-spool")
    {
        Description = "Directory that codes are put into, a file each, for a modem to send",
        HelpName = "DIR",
    };

    private static readonly Option<string?> _gateway = new("--code-gateway")
    {
        Description = "File that says how an SMS gateway is asked (docs/bootstrap.md)",
        HelpName = "FILE",
    };

    private static readonly Option<bool> _explicit = new("--explicit-answers")
    {
        Description = "Tell unknown devices that they are unknown: whoever has a birth certificate can then list uuids",
    };

    /// <summary>The options.</summary>
    public static Symbol[] CreateOptions() => [_port, _none, _spool, _gateway, _explicit];

    /// <summary>Reads what was given.</summary>
    /// <param name="session">The command line.</param>
    /// <param name="limits">The listener's limits.</param>
    /// <param name="quic">Whether UDP is wanted.</param>
    public static BootstrapOptions Read(CliSession session, ListenerOptions limits, bool quic)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(limits);
        string? spool = session.Get(_spool);
        string? gateway = session.Get(_gateway);
        if (spool is not null && gateway is not null)
        {
            throw new CliException(ExitCode.Usage, "name one of --code-spool and --code-gateway");
        }

        return new BootstrapOptions
        {
            Enabled = !session.Get(_none),
            Quic = quic,
            AnswersExplicitly = session.Get(_explicit),
            Listener = limits with { Endpoint = new IPEndPoint(IPAddress.IPv6Any, session.Get(_port)) },
            Sender = spool is null && gateway is null ? null : new SenderOptions
            {
                SpoolDirectory = spool,
                Webhook = gateway is null ? null : ReadGateway(gateway),
            },
        };
    }

    private static WebhookOptions ReadGateway(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxGatewayFile || (File.GetUnixFileMode(path) & Others) != 0)
            {
                throw new CliException(ExitCode.Usage, $"{path}: too long, or others may read it: make it mode 0600");
            }

            GatewayFile file = JsonSerializer.Deserialize<GatewayFile>(
                File.ReadAllBytes(path), JsonSerializerOptions.Strict) ?? throw new JsonException();
            string type = file.ContentType ?? "application/json";
            if (!MediaTypeHeaderValue.TryParse(type, out _))
            {
                throw new CliException(ExitCode.Usage, $"{path}: ContentType: '{type}' is none");
            }

            return new WebhookOptions
            {
                Address = new Uri(file.Url),
                Template = file.Template,
                ContentType = type,
                Headers = file.Headers ?? [],
                Secret = file.Secret,
            };
        }
        catch (Exception fault) when (fault is JsonException or UriFormatException)
        {
            throw new CliException(
                ExitCode.Usage, $"{path}: not the JSON of a gateway: Url, Template, ContentType, Headers, Secret");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failed, $"{path}: {fault.Message}", cause: fault);
        }
    }

    private sealed record GatewayFile(
        string Url,
        string Template,
        string? ContentType = null,
        Dictionary<string, string>? Headers = null,
        string? Secret = null)
    {
        public override string ToString() => "GatewayFile";
    }
}
