using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Garita.Authority.Keys;
using Garita.Authority.Vault;
using Garita.Cli.Api;
using Garita.Cli.Bootstrap;
using Garita.Cli.Local;
using Garita.Durable;
using Garita.Server.Api;
using Garita.Server.DeviceHttps;
using Garita.Server.Hosting;
using Garita.Server.Listeners;
using Microsoft.Extensions.Logging;

namespace Garita.Cli.Commands;

/// <summary><c>garita serve</c>: runs the server until Ctrl-C or SIGTERM.</summary>
public static class ServeCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "serve";

    private static readonly Option<int> _mqttPort = Port("--mqtt-port", "MQTT over TLS", ListenerOptions.DefaultPort);
    private static readonly Option<int> _quicPort = Port("--quic-port", "MQTT over QUIC", MqttQuicListener.DefaultPort);
    private static readonly Option<bool> _noQuic = new("--no-quic") { Description = "No QUIC at all" };
    private static readonly Option<int> _httpsPort =
        Port("--https-port", "HTTPS and MQTT over WebSocket for devices", DeviceHttpsOptions.DefaultPort);

    private static readonly Option<bool> _noHttps = new("--no-https")
    {
        Description = "No HTTPS and no MQTT over WebSocket for devices",
    };

    private static readonly Option<string[]> _webSocketOrigins = new("--websocket-origin")
    {
        Description = "An origin whose web pages may open a WebSocket for MQTT; repeatable",
        HelpName = "ORIGIN",
    };

    private static readonly Option<int> _apiPort = Port("--api-port", "the HTTPS API", ApiOptions.DefaultPort);
    private static readonly Option<int> _recordLimit = new("--record-limit")
    {
        Description = $"Largest TLS record sent to devices, in bytes: 512 to {ListenerOptions.LargestRecordBytes}; "
            + $"{ListenerOptions.SmallDeviceRecordBytes} for small devices",
        DefaultValueFactory = _ => ListenerOptions.LargestRecordBytes,
    };

    private static readonly Option<bool> _tls12 = new("--tls12")
    {
        Description = "Also take devices that speak TLS 1.2, with AEAD suites only",
    };

    private static readonly Option<string?> _policy = new("--policy")
    {
        Description = "Policy file (default: 'policy' in the data directory, else the built-in one)",
        HelpName = "FILE",
    };

    private static readonly Option<string[]> _origins = new("--allow-origin")
    {
        Description = "An origin whose web pages may ask for changes; repeatable",
        HelpName = "ORIGIN",
    };

    private static readonly Option<string[]> _limits = ServeLimits.CreateOption();
    private static readonly Option<string?> _unlockFile = VaultAccess.CreateUnlockOption();

    /// <summary>Builds the command.</summary>
    public static Command Create() => new Command(Name, "Run the server")
        .With(_mqttPort, _quicPort, _noQuic, _httpsPort, _noHttps, _webSocketOrigins)
        .With(_apiPort, _recordLimit, _tls12, _policy, _origins, _limits, _unlockFile)
        .With(ServeBootstrap.CreateOptions()).Does(ServeAsync);

    private static async Task ServeAsync(CliSession session, CancellationToken stop)
    {
        using ILoggerFactory loggers = ConsoleLogs.Create();
        using Passphrase? unlock = VaultAccess.FindUnlockSecret(session, new DurableFiles(), _unlockFile);
        await using GaritaServer server = await StartAsync(session, unlock, loggers, stop);
        TellContexts(session.DataDirectory, server.ApiEndpoint);
        ServeLines.Write(session.Terminal, server, wantsQuic: !session.Get(_noQuic));
        using PosixSignalRegistration hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            // The watcher logs what comes of it; a policy with a mistake changes nothing.
            context.Cancel = true;
            if (server.PolicySource != "built-in")
            {
                _ = server.ReloadPolicyAsync(CancellationToken.None);
            }
            else
            {
                session.Terminal.Note("SIGHUP: the built-in policy is in force; there is no file to load again");
            }
        });
        await WaitAsync(stop);
        session.Terminal.Note("stopping");
    }

    private static async Task<GaritaServer> StartAsync(
        CliSession session, Passphrase? unlock, ILoggerFactory loggers, CancellationToken stop)
    {
        GaritaOptions options = Read(session, unlock);
        try
        {
            return await session.Terminal.WhileWaitingAsync(
                "starting", GaritaServer.StartAsync(options, session.Time, loggers, stop), session.Time);
        }
        catch (StartupException fault)
        {
            throw StartupFailures.Describe(fault);
        }
    }

    private static GaritaOptions Read(CliSession session, Passphrase? unlock)
    {
        int record = session.Get(_recordLimit);
        if (record is < 512 or > ListenerOptions.LargestRecordBytes)
        {
            throw new CliException(
                ExitCode.Usage, $"--record-limit: {record} is not 512 to {ListenerOptions.LargestRecordBytes}");
        }

        ServeLimits limits = ServeLimits.Parse(session.Get(_limits) ?? []);
        return new GaritaOptions
        {
            DataDirectory = session.DataDirectory,
            UnlockSecret = unlock,
            PolicyFile = session.Get(_policy),
            Mqtt = limits.Listener with
            {
                Endpoint = new IPEndPoint(IPAddress.IPv6Any, session.Get(_mqttPort)),
                MaxRecordBytes = record,
                AllowTls12 = session.Get(_tls12),
            },
            Quic = new MqttQuicOptions
            {
                Enabled = !session.Get(_noQuic),
                Listener = limits.Listener with
                {
                    Endpoint = new IPEndPoint(IPAddress.IPv6Any, session.Get(_quicPort)),
                },
            },
            Https = new DeviceHttpsOptions
            {
                Enabled = !session.Get(_noHttps),
                Http3 = !session.Get(_noQuic),
                AllowedOrigins = session.Get(_webSocketOrigins) ?? [],
                Listener = limits.Listener with
                {
                    Endpoint = new IPEndPoint(IPAddress.IPv6Any, session.Get(_httpsPort)),
                    MaxRecordBytes = record,
                },
            },
            Bootstrap = ServeBootstrap.Read(
                session, limits.Listener with { MaxRecordBytes = record }, !session.Get(_noQuic)),
            Broker = limits.Broker,
            Api = new ApiOptions
            {
                Endpoint = new IPEndPoint(IPAddress.Loopback, session.Get(_apiPort)),
                AllowedOrigins = session.Get(_origins) ?? [],
            },
        };
    }

    // Contexts in the data directory are this machine's own: they follow the port.
    private static void TellContexts(string dataDirectory, IPEndPoint api)
    {
        string operators = new VaultLayout(dataDirectory).Operators;
        byte[] context = Encoding.UTF8.GetBytes(OperatorContext.Describe(new Uri($"https://{api}")));
        DurableFiles files = new();
        foreach (string folder in Directory.Exists(operators) ? Directory.GetDirectories(operators) : [])
        {
            string file = Path.Combine(folder, OperatorContext.ContextFile);
            if (!File.Exists(file) || !File.ReadAllBytes(file).AsSpan().SequenceEqual(context))
            {
                files.Replace(file, context, FileSecrecy.Public);
            }
        }
    }

    private static async Task WaitAsync(CancellationToken stop)
    {
        TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = stop.Register(stopped.SetResult);
        await stopped.Task;
    }

    private static Option<int> Port(string name, string what, int usual)
    {
        Option<int> option = new(name)
        {
            Description = $"Port of {what}; 0 takes a free one",
            DefaultValueFactory = _ => usual,
        };
        return option.Within(0, 65535, "a port is 0 to 65535");
    }
}
