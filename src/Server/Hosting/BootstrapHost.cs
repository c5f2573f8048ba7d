using System.Net;
using System.Security.Cryptography;
using Garita.Authority.Issuing;
using Garita.Durable;
using Garita.Enrollment;
using Garita.Enrollment.Grants;
using Garita.Enrollment.Registrations;
using Garita.Enrollment.Sessions;
using Garita.Enrollment.Tokens;
using Garita.Pki.Keys;
using Garita.Server.Admission;
using Garita.Server.Bootstrap;
using Garita.Server.Bootstrap.Batches;
using Garita.Server.Bootstrap.Keys;
using Garita.Server.Bootstrap.Listening;
using Garita.Server.Bootstrap.Requests;
using Garita.Server.Bootstrap.Senders;
using Garita.Server.Bootstrap.Storage;
using Garita.Server.Listeners;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Hosting;

/// <summary>Bootstrap, put together: its keys, its batches, its desk and its port.</summary>
internal sealed class BootstrapHost : IAsyncDisposable
{
    private readonly HostedParts _parts;
    private readonly BootstrapKeys _keys;
    private readonly TokenMint _mint;
    private readonly OutgoingCodes _codes;
    private readonly RegistrationQueue _registrations;
    private readonly BootstrapDesk _desk;
    private BootstrapListener? _listener;

    /// <summary>Opens keys and batches; nothing listens yet.</summary>
    /// <exception cref="StartupException">Why it cannot; nothing stays open.</exception>
    public BootstrapHost(HostedParts parts)
    {
        _parts = parts;
        BootstrapOptions options = parts.Options.Bootstrap;
        options.Enrollment.Validate();
        ILogger log = parts.Loggers.CreateLogger("Garita.Bootstrap");
        CertificateAuthority authority = new(
            parts.Data.Vault.DeviceIssuer, parts.Data.Vault.Trust, parts.Data.Issuance, parts.Time,
            parts.Loggers.CreateLogger<CertificateAuthority>());
        Batches = new BirthBatches(parts.Data.Database, authority, parts.Time, log);
        _keys = BootstrapKeys.Open(parts.Data.Vault, Batches.IsEmpty, parts.Options.DataDirectory);
        _mint = new TokenMint(options.Enrollment, _keys.Secrets, _keys.Token);
        Rotation = new KeyRotation(_keys, _mint, parts.Data.Database, parts.Publishing.Audit, parts.Time, log);
        _codes = new OutgoingCodes(SenderOf(options, parts.Time), options.MaxWaitingCodes, log);

        EnrollmentDatabase store = new(parts.Data.Database);
        EnrollmentOptions limits = options.Enrollment;
        BootstrapRefusals refusals = new(options, parts.Publishing.Refusals.Counter, parts.Time, log);
        _registrations = new RegistrationQueue(
            new RegistrationDesk(limits, _keys.Secrets, store, parts.Time), _codes, options, refusals, parts.Time, log);
        _desk = new BootstrapDesk(new BootstrapSurroundings
        {
            Options = options,
            Registrations = _registrations,
            Logins = new LoginDesk(limits, _keys.Secrets, _mint, store, parts.Time),
            Sessions = new SessionDesk(limits, _keys.Secrets, _mint, store, parts.Time),
            Grants = new GrantDesk(limits, store, parts.Time),
            Keys = _keys,
            Authority = authority,
            Registry = parts.Data.Registry,
            Liveness = parts.Messaging.Liveness,
            Broker = parts.Messaging.Broker,
            Commands = parts.Messaging.Commands.Tokens,
            States = parts.Messaging.States,
            Database = parts.Data.Database,
            ServerRootPem = ServerTrust.RootPem(parts.Data.Vault),
            DeviceIssuerPem = PemEncoding.WriteString(
                "CERTIFICATE", parts.Data.Vault.Certificates.DeviceIssuer.Der.Span) + "\n",
            Refusals = refusals,
            Time = parts.Time,
            Logger = log,
        });
    }

    /// <summary>The batches.</summary>
    public BirthBatches Batches { get; }

    /// <summary>The keys that sign replies and tokens, and what retires them.</summary>
    public KeyRotation Rotation { get; }

    /// <summary>The message keys that devices are made with: current, then next.</summary>
    public IReadOnlyList<EcPublicKey> MessageKeys => [Rotation.InForce.Current, Rotation.InForce.Next];

    /// <summary>The TCP address in use; null where bootstrap is turned off.</summary>
    public IPEndPoint? TcpEndpoint => _listener?.TcpEndpoint;

    /// <summary>The UDP address in use; null where it is off, or nothing speaks QUIC.</summary>
    public IPEndPoint? QuicEndpoint => _listener?.QuicEndpoint;

    /// <summary>Binds and answers from now on.</summary>
    /// <exception cref="ListenerStartException">An address cannot be had.</exception>
    public async Task ListenAsync(ListenerCredentials credentials, CancellationToken cancellationToken)
    {
        CertificateAdmission admission = new(_parts.Data.Vault.Trust, _parts.Data.Registry, _parts.Time)
        {
            Births = Batches,
        };
        _listener = new BootstrapListener(
            _parts.Options.Bootstrap, credentials, admission, (Batches, _desk), _parts.Time, _parts.Loggers)
        {
            Audit = _parts.Publishing.Refusals.Counter,
        };
        await _listener.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Uses a renewed server certificate for handshakes from now on.</summary>
    public void Use(ListenerCredentials credentials) => _listener?.Use(credentials);

    public async ValueTask DisposeAsync()
    {
        if (_listener is not null)
        {
            await _listener.DisposeAsync().ConfigureAwait(false);
        }

        await _registrations.DisposeAsync().ConfigureAwait(false);
        await _codes.DisposeAsync().ConfigureAwait(false);
        Rotation.Dispose();
        _mint.Dispose();
        _keys.Dispose();
        Batches.Dispose();
    }

    private static ICodeSender? SenderOf(BootstrapOptions options, TimeProvider time) => options.Sender switch
    {
        { SpoolDirectory: { } directory, Webhook: null } sender =>
            new SpoolSender(Path.GetFullPath(directory), sender.MaxSpooled, new DurableFiles(), time),
        { Webhook: { } webhook, SpoolDirectory: null } => WebhookSender.IsSafe(webhook.Address)
            ? new WebhookSender(webhook, time)
            : throw new StartupException(StartupFault.BadInput, "Codes go over https, or to this machine."),
        null => null,
        _ => throw new StartupException(StartupFault.BadInput, "Codes go to a spool or to a gateway, not to both."),
    };

    /// <summary>What bootstrap needs from its surroundings.</summary>
    internal sealed record HostedParts(
        DataDirectory Data, Messaging Messaging, Publishing Publishing, GaritaOptions Options, TimeProvider Time,
        ILoggerFactory Loggers);
}
