using System.Collections.Concurrent;
using System.Net;
using Garita.Broker;
using Garita.Broker.Connections;
using Garita.Pki.Verification;
using Garita.Server.Admission;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Listeners;

/// <summary>MQTT over mutual TLS on one address: accept, shake hands, ask admission, hand to the broker.</summary>
public sealed class MqttListener : IAsyncDisposable
{
    // Deadlines of writes and goodbyes are looked at this often; they are late by at most this much.
    private static readonly TimeSpan s_sweepInterval = TimeSpan.FromSeconds(1);

    private readonly ListenerOptions _options;
    private readonly CertificateAdmission _admission;
    private readonly MqttBroker _broker;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RefusalLog _refusals;
    private readonly TlsAcceptor _acceptor;
    private readonly ConcurrentDictionary<MqttTransport, Task> _transports = new();
    private ITimer? _sweep;
    private volatile bool _stopped;

    /// <summary>Makes a listener that does not listen yet.</summary>
    /// <param name="options">Limits; validated here.</param>
    /// <param name="credentials">What is shown and trusted at first.</param>
    /// <param name="admission">Who may come in.</param>
    /// <param name="broker">Takes the connections.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">For one category, named for this type.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ListenerStartException">The certificates do not fit the record limit.</exception>
    public MqttListener(
        ListenerOptions options,
        ListenerCredentials credentials,
        CertificateAdmission admission,
        MqttBroker broker,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(credentials);
        options.Validate();
        CheckFits(options, credentials);
        (_options, _admission, _broker, _time) = (options, admission, broker, time);
        _logger = loggers.CreateLogger<MqttListener>();
        _refusals = new RefusalLog(options, time, _logger);
        _acceptor = new TlsAcceptor(options, credentials, _refusals, ServeAsync, time, _logger);
        Endpoint = options.Endpoint;
    }

    /// <summary>The address in use; before <see cref="StartAsync"/> the one asked for.</summary>
    public IPEndPoint Endpoint { get; private set; }

    /// <summary>Binds and accepts from now on.</summary>
    /// <exception cref="ListenerStartException">The address cannot be had; the failure says why.</exception>
    public Task StartAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        Endpoint = _acceptor.Start();
        _sweep = _time.CreateTimer(_ => Sweep(), null, s_sweepInterval, s_sweepInterval);
        ListenerLog.Listening(_logger, Endpoint);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Uses a renewed server certificate, or another trust, for handshakes from now on. Connections that stand are not
    /// touched; sessions made before cannot be resumed (RFC 8446 4.6.1), they make a full handshake.
    /// </summary>
    /// <exception cref="ListenerStartException">The certificates do not fit the record limit; the old ones
    /// stay.</exception>
    public void Use(ListenerCredentials credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        CheckFits(_options, credentials);
        _acceptor.Credentials = credentials;
        ListenerLog.CertificateSwapped(
            _logger, Endpoint, credentials.Context.TargetCertificate.Subject,
            credentials.Context.TargetCertificate.NotAfter.ToUniversalTime());
    }

    /// <summary>Counts at this moment.</summary>
    public ListenerSnapshot Snapshot() => new(_acceptor.Connections, _acceptor.Handshakes, _transports.Count);

    /// <summary>
    /// Accepts no more, has the broker say goodbye on every connection it has (MQTT 5 4.13: 0x8B) and waits for those
    /// of this listener to end, at most <see cref="ListenerOptions.StopTimeout"/>; what is left is cut.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellation = default)
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        await _acceptor.StopAsync();
        _broker.DisconnectAll(CloseReason.ServerShutdown);
        try
        {
            await Task.WhenAll(_transports.Values).WaitAsync(_options.StopTimeout, _time, cancellation);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            foreach (MqttTransport transport in _transports.Keys)
            {
                transport.Abort();
            }
        }

        ListenerLog.Stopped(_logger, Endpoint);
    }

    /// <summary>Stops, if that was not done, and gives everything back.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_sweep is not null)
        {
            await _sweep.DisposeAsync();
        }

        _acceptor.Dispose();
        _refusals.Dispose();
    }

    private static void CheckFits(ListenerOptions options, ListenerCredentials credentials)
    {
        if (credentials.CertificateMessageBytes > options.MaxRecordBytes)
        {
            throw new ListenerStartException(
                ListenerStartFailure.CertificateTooLarge,
                $"The server certificate and its issuers take {credentials.CertificateMessageBytes} bytes, "
                + $"the record limit of {options.Endpoint} is {options.MaxRecordBytes}: "
                + "use fewer names or a larger limit.");
        }
    }

    private static HandshakeRefusal ReasonOf(ChainRefusal refusal) => refusal switch
    {
        ChainRefusal.UnknownIssuer or ChainRefusal.BadSignature => HandshakeRefusal.UnknownIssuer,
        ChainRefusal.WrongAlgorithm => HandshakeRefusal.KeyNotAllowed,
        ChainRefusal.Expired => HandshakeRefusal.Expired,
        ChainRefusal.NotYetValid => HandshakeRefusal.NotYetValid,
        ChainRefusal.WrongPurpose or ChainRefusal.WrongName => HandshakeRefusal.WrongPurpose,
        ChainRefusal.None or ChainRefusal.TooLarge or ChainRefusal.Malformed or ChainRefusal.WrongExtension
            or ChainRefusal.IssuerOutsideValidity => HandshakeRefusal.BadChain,
    };

    private async Task ServeAsync(TlsPeer peer)
    {
        AdmissionVerdict verdict = _admission.Judge(peer.Certificate, peer.Remote.ToString());
        if (verdict.Peer is not { } admitted)
        {
            PeerCertificateNames names = peer.ReadNames();
            await peer.Stream.DisposeAsync();
            _refusals.Report(peer.Remote, ReasonOf(verdict.Chain).ToString(), verdict.Chain.ToString(), names);
            return;
        }

        if (admitted.Refusal is { } refusal)
        {
            _refusals.Report(peer.Remote, refusal.ToString(), "answered by CONNACK", peer.ReadNames());
        }

        MqttTransport transport = new(peer, _options, _time);
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _transports.TryAdd(transport, ended.Task);
        if (_stopped)
        {
            transport.Abort();
        }

        try
        {
            await transport.RunAsync(owner => _broker.Open(admitted, owner));
        }
        finally
        {
            _transports.TryRemove(transport, out _);
            ended.SetResult();
        }

        if (transport.WasNotReading)
        {
            ListenerLog.NotReading(_logger, peer.Remote, _options.WriteTimeout.TotalSeconds);
        }
    }

    private void Sweep()
    {
        long now = _time.GetTimestamp();
        foreach (MqttTransport transport in _transports.Keys)
        {
            transport.Sweep(now);
        }
    }
}
