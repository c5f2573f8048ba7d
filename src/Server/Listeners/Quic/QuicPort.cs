using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Garita.Broker.Connections;
using Garita.Quic;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Listeners.Quic;

/// <summary>
/// One UDP port. The certificate is judged within the handshake by the code that judges it on TCP; then ALPN chooses
/// the protocol, and the connection goes to whoever speaks it.
/// </summary>
internal sealed class QuicPort : IAsyncDisposable
{
    private readonly QuicServerOptions _options;
    private readonly Dictionary<string, QuicProtocol> _protocols;
    private readonly PeerAdmission _admission;
    private readonly RefusalLog _refusals;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<QuicConnection, Task> _served = new();
    private QuicServer? _server;
    private Task _loop = Task.CompletedTask;

    /// <summary>Makes a port that is not bound yet.</summary>
    /// <param name="options">Where, and which limits.</param>
    /// <param name="credentials">What is shown at first.</param>
    /// <param name="judges">Who judges certificates, and who hears of refusals.</param>
    /// <param name="protocols">What is spoken, the preferred first.</param>
    /// <param name="logger">For faults of serving.</param>
    public QuicPort(
        QuicPortOptions options,
        ListenerCredentials credentials,
        (PeerAdmission Admission, RefusalLog Refusals) judges,
        IReadOnlyList<QuicProtocol> protocols,
        ILogger logger)
    {
        (_admission, _refusals) = judges;
        _logger = logger;
        _protocols = protocols.ToDictionary(p => p.Name, StringComparer.Ordinal);
        Endpoint = options.Endpoint;
        _options = new QuicServerOptions
        {
            Endpoint = options.Endpoint,
            Protocols = [.. protocols.Select(p => p.Name)],
            Certificate = credentials.ForQuic(),

            // Asked and not required, so that a client without one is refused by us, with a line in the log.
            ClientCertificates = QuicClientCertificates.Asked,
            Verify = Verify,
            Failed = TellOfFailure,
            Limits = options.Limits,
        };
    }

    /// <summary>The address in use; before <see cref="StartAsync"/> the one asked for.</summary>
    public IPEndPoint Endpoint { get; private set; }

    /// <summary>Counts at this moment.</summary>
    public QuicServerSnapshot Snapshot => _server?.Snapshot ?? new QuicServerSnapshot(0, 0, 0, 0, 0, 0);

    /// <summary>What new handshakes are shown.</summary>
    public ListenerCredentials Credentials
    {
        set => _server!.Certificate = value.ForQuic();
    }

    /// <summary>Binds and accepts from now on.</summary>
    /// <exception cref="ListenerStartException">The address cannot be had; the failure says why.</exception>
    /// <exception cref="QuicUnavailableException">There is no engine.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        try
        {
            _server = await QuicTransport.ListenAsync(_options, cancellation);
        }
        catch (SocketException fault)
        {
            throw ListenerStartException.Of(_options.Endpoint, fault);
        }

        Endpoint = _server.LocalEndPoint;
        _loop = AcceptUntilStopped(_server);
    }

    /// <summary>Accepts no more. What is served goes on.</summary>
    public async Task StopAcceptingAsync()
    {
        if (_server is not null)
        {
            await _server.StopAcceptingAsync();
        }

        await _loop;
    }

    /// <summary>Closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAcceptingAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await Task.WhenAll(_served.Values);
    }

    private async Task AcceptUntilStopped(QuicServer server)
    {
        while (await server.AcceptAsync() is { } connection)
        {
            TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _served.TryAdd(connection, ended.Task);
            _ = ServeAsync(connection, ended);
        }
    }

    private async Task ServeAsync(QuicConnection connection, TaskCompletionSource ended)
    {
        try
        {
            await Task.Yield(); // the accept loop goes on meanwhile
            await _protocols[connection.Protocol].ServeAsync(connection);
        }
        catch (Exception fault) // The one boundary of a connection: whatever it was, the others go on.
        {
            ListenerLog.ConnectionFault(_logger, connection.RemoteEndPoint, fault);
        }
        finally
        {
            await connection.DisposeAsync();
            _served.TryRemove(connection, out _);
            ended.SetResult();
        }
    }

    // What the verifier refused it has told of, with the certificate's names.
    private void TellOfFailure(QuicFailedHandshake failed)
    {
        if (!failed.IsVerdict)
        {
            HandshakeFault fault = QuicFault.Of(failed);
            _refusals.Report(
                failed.RemoteEndPoint, fault.Reason.ToString(), fault.Detail, null, !failed.IsAddressProved);
        }
    }

    // On the thread that serves many others: it reads memory and computes.
    private bool Verify(QuicPeer peer)
    {
        if (peer.Chain.Count == 0)
        {
            _refusals.Report(
                peer.RemoteEndPoint, nameof(HandshakeRefusal.NoCertificate), "client sent no certificate", null);
            return false;
        }

        X509Certificate2 leaf = peer.Chain[0];
        Peer? admitted = _admission.Judge(leaf, peer.RemoteEndPoint);
        if (admitted?.Refusal == PeerRefusal.Expired)
        {
            // As on TCP, where the handshake ends here too.
            _refusals.Report(
                peer.RemoteEndPoint, nameof(HandshakeRefusal.Expired), "NotTimeValid", PeerCertificateNames.Of(leaf));
            return false;
        }

        return admitted is not null;
    }
}
