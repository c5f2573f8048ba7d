using System.Net;
using System.Reflection;
using Garita.Authority.Vault;
using Garita.Broker.Access;
using Garita.Contracts.Identities;
using Garita.Durable;
using Garita.Pki.Verification;
using Garita.Quic;
using Garita.Server.Admission;
using Garita.Server.Api;
using Garita.Server.DeviceHttps;
using Garita.Server.Listeners;
using Garita.Server.Policies;
using Garita.Server.Rollouts;
using Garita.Server.Updates;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Hosting;

/// <summary>
/// One running server. Prints nothing; what a person should see is in its properties. Started whole or not at all, and
/// stopped in the opposite order: first nobody new, then what was taken is made durable, then the disk.
/// </summary>
public sealed class GaritaServer : IAsyncDisposable
{
    private readonly DataDirectory _data;
    private readonly Messaging _messaging;
    private readonly Publishing _publishing;
    private readonly ServingCertificate _certificate;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _started;
    private readonly Stack<IAsyncDisposable> _running = new();
    private MqttListener? _listener;
    private MqttQuicListener? _quic;
    private DeviceHttpsServer? _https;
    private BootstrapHost? _bootstrap;
    private PeopleApi? _api;
    private UpdateService? _updates;
    private RolloutService? _rollouts;
    private int _stopped;

    private GaritaServer(
        DataDirectory data, Messaging messaging, Publishing publishing, ServingCertificate certificate,
        TimeProvider time)
    {
        _data = data;
        _messaging = messaging;
        _publishing = publishing;
        messaging.Liveness.Audit = publishing.Refusals.Counter;
        _certificate = certificate;
        _time = time;
        _started = time.GetUtcNow();
        Names = [.. data.Vault.ReadNames().All];
        ServerRootPem = ServerTrust.RootPem(data.Vault);
    }

    /// <summary>Where devices connect.</summary>
    public IPEndPoint MqttEndpoint => _listener!.Endpoint;

    /// <summary>
    /// Where devices speak MQTT over QUIC (UDP); null where that is turned off, or <see cref="QuicMissing"/>.
    /// </summary>
    public IPEndPoint? QuicEndpoint => _quic?.Endpoint;

    /// <summary>What to install for QUIC; null where it is there.</summary>
    public static string? QuicMissing => QuicSupport.Missing;

    /// <summary>Where devices speak HTTPS and MQTT over WebSocket; null where that is turned off.</summary>
    public IPEndPoint? HttpsEndpoint => _https?.Endpoint;

    /// <summary>Where devices speak HTTP/3 (UDP); null where that is off, or <see cref="QuicMissing"/>.</summary>
    public IPEndPoint? Http3Endpoint => _https?.Http3Endpoint;

    /// <summary>Where devices bootstrap over TLS; null where that is turned off.</summary>
    public IPEndPoint? BootstrapEndpoint => _bootstrap?.TcpEndpoint;

    /// <summary>Where they bootstrap over QUIC (UDP); null where that is off, or <see cref="QuicMissing"/>.</summary>
    public IPEndPoint? BootstrapQuicEndpoint => _bootstrap?.QuicEndpoint;

    /// <summary>Where people connect.</summary>
    public IPEndPoint ApiEndpoint => _api!.Endpoint;

    /// <summary>
    /// SHA-256 of the certificate that both show; to be printed, so that a browser's warning can be judged.
    /// </summary>
    public CertificateFingerprint Fingerprint => _certificate.Current.Fingerprint;

    /// <summary>When that certificate ends.</summary>
    public DateTimeOffset CertificateNotAfter => _certificate.Current.Validity.NotAfter;

    /// <summary>The root that devices and people's programs trust, in PEM.</summary>
    public string ServerRootPem { get; }

    /// <summary>The names in the server's certificate.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Where the policy comes from: a file, or <c>built-in</c>.</summary>
    public string PolicySource => _messaging.Policy.Source;

    /// <summary>What an operator should know, one sentence each.</summary>
    public IReadOnlyList<string> Notices => [.. _data.Vault.Notices.Select(NoticeWords.Of)];

    internal Messaging Messaging => _messaging;

    internal Publishing Publishing => _publishing;

    internal UpdateService Updates => _updates!;

    internal DataDirectory Data => _data;

    internal BootstrapHost Bootstrap => _bootstrap!;

    /// <summary>Starts a server.</summary>
    /// <exception cref="StartupException">Why it did not start; nothing runs.</exception>
    public static async Task<GaritaServer> StartAsync(
        GaritaOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(loggers);
        (AccessPolicy policy, string? path) = await ReadPolicyAsync(options, cancellationToken).ConfigureAwait(false);
        DataDirectory data = await DataDirectory.OpenAsync(options, time, loggers, cancellationToken)
            .ConfigureAwait(false);
        GaritaServer? server = null;
        Publishing? publishing = null;
        try
        {
            publishing = await Publishing.OpenAsync(data, options, time, loggers, cancellationToken)
                .ConfigureAwait(false);
            ServingCertificate certificate = new(data.Vault, time, loggers.CreateLogger("Garita.Hosting"));
            server = new GaritaServer(
                data, new Messaging(data, policy, path, options, time, loggers), publishing, certificate, time);
            await server.ListenAsync(options, loggers, cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch (Exception fault) when (Translate(fault) is { } told)
        {
            if (server is null)
            {
                if (publishing is not null)
                {
                    await publishing.DisposeAsync().ConfigureAwait(false);
                }

                data.Dispose();
            }
            else
            {
                await server.DisposeAsync().ConfigureAwait(false);
            }

            throw told;
        }
    }

    /// <summary>
    /// Reads the policy file again; an error keeps the old policy and is told in the log and by the API.
    /// </summary>
    public Task ReloadPolicyAsync(CancellationToken cancellationToken) =>
        _messaging.Policy.ReloadAsync(cancellationToken);

    /// <summary>Stops within seconds. Everything acknowledged is on the disk when this completes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
        {
            return;
        }

        // Ends the tail streams, which would keep the API from stopping.
        _messaging.Tail.Close();
        while (_running.TryPop(out IAsyncDisposable? part))
        {
            await part.DisposeAsync().ConfigureAwait(false);
        }

        await _messaging.DisposeAsync().ConfigureAwait(false);
        _certificate.Dispose();
        await _publishing.DisposeAsync().ConfigureAwait(false);
        _data.Dispose();
    }

    private static async Task<(AccessPolicy Policy, string? Path)> ReadPolicyAsync(
        GaritaOptions options, CancellationToken cancellationToken)
    {
        string usual = Path.Combine(options.DataDirectory, PolicyInForce.FileName);
        string? path = options.PolicyFile ?? (File.Exists(usual) ? usual : null);
        if (path is null)
        {
            return (AccessPolicy.Default, null);
        }

        PolicyParseResult read = await PolicyFile.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        return read.Policy is { } policy
            ? (policy, path)
            : throw new StartupException(StartupFault.Policy, string.Join("\n", read.Errors));
    }

    private static StartupException? Translate(Exception fault) => fault switch
    {
        StartupException told => told,
        ListenerStartException told => new StartupException(StartupFault.Port, told.Message, told),
        DurableException told => new StartupException(StartupFault.Storage, told.Message, told),
        InvalidDataException told => new StartupException(StartupFault.BadInput, told.Message, told),
        Storage.StorageException told => new StartupException(StartupFault.Storage, told.Message, told),
        IOException told => new StartupException(StartupFault.Port, told.Message, told),
        _ => null,
    };

    private async Task ListenAsync(GaritaOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        await _messaging.States.RepublishAsync(null, cancellationToken).ConfigureAwait(false);
        _updates = await UpdateService.StartAsync(_data, _messaging, _publishing, options, _time, loggers)
            .ConfigureAwait(false);
        _running.Push(_updates);
        _rollouts = await RolloutService.StartAsync(
            _data, _messaging, _publishing, _updates, new(options.Rollouts, _time, loggers)).ConfigureAwait(false);
        _running.Push(_rollouts);
        CertificateAdmission admission = new(_data.Vault.Trust, _data.Registry, _time);
        _listener = new MqttListener(
            options.Mqtt, CredentialsOf(_certificate.Current), admission, _messaging.Broker, _time, loggers)
        {
            Audit = _publishing.Refusals.Counter,
        };
        _running.Push(_listener);
        await _listener.StartAsync(cancellationToken).ConfigureAwait(false);

        if (options.Quic.Enabled && QuicMissing is null)
        {
            _quic = new MqttQuicListener(
                options.Quic.Listener, CredentialsOf(_certificate.Current), admission, _messaging.Broker, _time,
                loggers)
            {
                Audit = _publishing.Refusals.Counter,
            };
            _running.Push(_quic);
            await _quic.StartAsync(cancellationToken).ConfigureAwait(false);
        }

        if (options.Https.Enabled)
        {
            _https = new DeviceHttpsServer(
                options.Https, CredentialsOf(_certificate.Current), admission, _messaging.Broker, _time, loggers)
            {
                Audit = _publishing.Refusals.Counter,
                Resources = [_updates.Images.Map],
            };
            _running.Push(_https);
            await _https.StartAsync(cancellationToken).ConfigureAwait(false);
        }

        _bootstrap = await StartBootstrapAsync(options, loggers, cancellationToken).ConfigureAwait(false);
        ApiTls apiTls = new(ServerTrust.Context(_certificate.Current), ChainPolicies.ForClients(_data.Vault.Trust));
        _api = await PeopleApi.StartAsync(
            _data, _messaging, _publishing, apiTls, admission,
            new(options.Api, options.Images, _updates, _rollouts, _bootstrap, Status, _time, loggers))
                .ConfigureAwait(false);
        _running.Push(_api);
        _certificate.Watch(renewed =>
        {
            _listener.Use(CredentialsOf(renewed));
            _quic?.Use(CredentialsOf(renewed));
            _https?.Use(CredentialsOf(renewed));
            _bootstrap.Use(CredentialsOf(renewed));
            apiTls.Context = ServerTrust.Context(renewed);
        });
    }

    // Its batches are there for the API even where nothing listens.
    private async Task<BootstrapHost> StartBootstrapAsync(
        GaritaOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        BootstrapHost bootstrap = new(new(_data, _messaging, _publishing, options, _time, loggers));
        _running.Push(bootstrap);
        if (options.Bootstrap.Enabled)
        {
            await bootstrap.ListenAsync(CredentialsOf(_certificate.Current), cancellationToken).ConfigureAwait(false);
        }

        return bootstrap;
    }

    private ListenerCredentials CredentialsOf(ServerTls tls) => ListenerCredentials.Create(
        tls.Certificate, [tls.Issuer], ChainPolicies.ForClients(_data.Vault.Trust));

    private Contracts.Api.Status.ServerStatus Status() => StatusReport.Make(
        this, _started, _time.GetUtcNow(), Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "0");
}
