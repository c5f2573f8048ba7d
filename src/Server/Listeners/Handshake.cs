using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Garita.Server.Listeners;

/// <summary>
/// One server-side TLS handshake, from an accepted socket to a proved certificate or a reason why not.
/// </summary>
internal sealed class Handshake : IDisposable
{
    private readonly SocketStream _inner;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _cancel;
    private readonly Lock _gate = new();
    private HandshakeRefusal? _cut; // guarded by _gate
    private bool _over; // guarded by _gate; _cancel must not be touched afterwards
    private HandshakeFault? _certificateFault;

    public Handshake(Socket socket, IPEndPoint remote, TimeSpan timeout, TimeProvider time)
    {
        Remote = remote;
        Source = SourceAddress.Of(remote.Address);
        _time = time;
        _inner = new SocketStream(socket);
        Stream = new SslStream(_inner, leaveInnerStreamOpen: false);
        _cancel = new CancellationTokenSource(timeout, time);
    }

    /// <summary>The other end.</summary>
    public IPEndPoint Remote { get; }

    /// <summary>What limits count it by.</summary>
    public SourceAddress Source { get; }

    /// <summary>The stream; whoever has it after a good handshake owns it.</summary>
    public SslStream Stream { get; }

    /// <summary>The names in the client's certificate, where that was refused.</summary>
    public PeerCertificateNames? Names { get; private set; }

    /// <summary>Ends the handshake for a reason of ours. Does nothing once it is over.</summary>
    public void Cut(HandshakeRefusal reason)
    {
        lock (_gate)
        {
            if (!_over)
            {
                _cut ??= reason;
                _ = _cancel.CancelAsync();
            }
        }
    }

    /// <summary>
    /// Runs the handshake; null if it ended well. Never throws: here is the boundary of what a stranger sends.
    /// </summary>
    public async Task<HandshakeFault?> RunAsync(ListenerCredentials credentials, ListenerOptions limits)
    {
        try
        {
            await Stream.AuthenticateAsServerAsync(OptionsFor(credentials, limits), _cancel.Token);
            return null;
        }
        catch (OperationCanceledException)
        {
            return Cancelled();
        }
        catch (Exception fault)
        {
            return _certificateFault ?? HandshakeFault.OfException(fault, _inner);
        }
        finally
        {
            lock (_gate)
            {
                _over = true;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _over = true;
        }

        _cancel.Dispose();
    }

    private SslServerAuthenticationOptions OptionsFor(ListenerCredentials credentials, ListenerOptions limits)
    {
        SslServerAuthenticationOptions options = new()
        {
            ServerCertificateContext = credentials.Context,
            ClientCertificateRequired = true,
            CertificateChainPolicy = credentials.ClientPolicy,
            RemoteCertificateValidationCallback = Judge,
            EnabledSslProtocols = SslProtocols.Tls13,
            ApplicationProtocols = [.. limits.Protocols],
            AllowRenegotiation = false,
            EncryptionPolicy = EncryptionPolicy.RequireEncryption,
        };
        if (limits.AllowTls12)
        {
            LegacyTls.Apply(options);
        }

        return options;
    }

    // SslStream has built the chain by our policy; a second chain here would double the cost of a handshake. It is
    // asked on resumed sessions too.
    private bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        X509Certificate2? leaf = certificate as X509Certificate2;
        _certificateFault = HandshakeFault.OfCertificate(leaf, chain, errors, _time.GetUtcNow());

        // Decoding names costs a tenth of a handshake: only where they are needed.
        Names = _certificateFault is null || leaf is null ? null : PeerCertificateNames.Of(leaf);
        return _certificateFault is null && errors == SslPolicyErrors.None;
    }

    private HandshakeFault Cancelled()
    {
        lock (_gate)
        {
            return _cut is { } reason
                ? new HandshakeFault(reason, "cut by the listener")
                : new HandshakeFault(HandshakeRefusal.Timeout, _inner.Progress);
        }
    }
}
