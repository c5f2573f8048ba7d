using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading.Channels;
using Garita.Quic.Ngtcp.Native;
using Garita.Quic.Ngtcp.Sockets;

namespace Garita.Quic.Ngtcp;

/// <summary>A port with its loops.</summary>
internal sealed class NgServer : QuicServer
{
    // 16 reads of up to 64 KiB each: one turn at a gigabit.
    private const int Slots = 16;

    private readonly NgNewcomers _newcomers;
    private readonly NgAdmission _admission;
    private readonly QuicServerOptions _options;
    private readonly List<NgLoop> _loops = [];
    private readonly Channel<NgConnection> _arrived;
    private readonly Lock _gate = new();
    private QuicCertificate _certificate; // guarded by _gate
    private bool _accepting = true; // guarded by _gate

    private NgServer(QuicServerOptions options)
    {
        _options = options;
        _certificate = options.Certificate;
        _admission = new NgAdmission(options.Limits);
        byte[] secret = options.ResetKey.IsEmpty ? RandomNumberGenerator.GetBytes(32) : options.ResetKey.ToArray();
        _newcomers = new NgNewcomers(_admission, options.Limits) { Secret = secret };
        _arrived = Channel.CreateBounded<NgConnection>(options.Limits.AcceptBacklog);
    }

    public override IPEndPoint LocalEndPoint => _loops[0].LocalEndPoint;

    public override QuicServerSnapshot Snapshot => _admission.Snapshot;

    public override QuicCertificate Certificate
    {
        get
        {
            lock (_gate)
            {
                return _certificate;
            }
        }

        set
        {
            ArgumentNullException.ThrowIfNull(value);
            NgSetup setup = SetupWith(value);
            lock (_gate)
            {
                _certificate = value;
                _newcomers.Setup = _accepting ? setup : null;
            }
        }
    }

    /// <summary>Binds and starts.</summary>
    /// <exception cref="SocketException">The port is taken, or may not be.</exception>
    public static NgServer Listen(QuicServerOptions options)
    {
        NgServer server = new(options);
        server._newcomers.Setup = server.SetupWith(options.Certificate);
        server.Bind(options.Endpoint, options.Limits.LoopsOrDefault);
        server._newcomers.Loops = server._loops;
        server._loops.ForEach(l => l.Start());
        return server;
    }

    public override async ValueTask<QuicConnection?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _arrived.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_arrived.Reader.TryRead(out NgConnection? connection))
            {
                return connection;
            }
        }

        return null;
    }

    public override ValueTask StopAcceptingAsync()
    {
        lock (_gate)
        {
            _accepting = false;
            _newcomers.Setup = null;
        }

        _arrived.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await StopAcceptingAsync().ConfigureAwait(false);
        await Task.WhenAll(_loops.Select(l => l.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    private NgSetup SetupWith(QuicCertificate certificate) => new()
    {
        IsServer = true,
        CertificateRequired = _options.ClientCertificates == QuicClientCertificates.Required,
        Protocols = _options.Protocols,
        Credentials = TlsCredentials.Create(certificate),
        Verify = _options.Verify,
        Failed = _options.Failed,
        Limits = _options.Limits,
        Secret = _newcomers.Secret,
    };

    private void Bind(IPEndPoint wanted, int loops)
    {
        if (loops > 1)
        {
            // A shared port would be shared with another process of this user as well; taken alone once, it is free.
            using UdpSocket alone = UdpSocket.Bind(wanted, isServer: true, shared: false, slots: 1);
            wanted = new IPEndPoint(wanted.Address, alone.LocalEndPoint.Port);
        }

        for (int i = 0; i < loops; i++)
        {
            UdpSocket socket = UdpSocket.Bind(wanted, isServer: true, shared: loops > 1, Slots);
            wanted = new IPEndPoint(wanted.Address, socket.LocalEndPoint.Port);
            _loops.Add(new NgLoop(socket, (byte)i, _newcomers, _arrived.Writer.TryWrite));
        }
    }
}
