using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Garita.Quic.Ngtcp.Native;
using Garita.Quic.Ngtcp.Sockets;

namespace Garita.Quic.Ngtcp;

/// <summary>The engine over ngtcp2 and GnuTLS.</summary>
internal sealed class NgtcpEngine : QuicEngine
{
    // Four reads of up to 64 KiB each: a device has little memory to give.
    private const int ClientSlots = 4;

    private static readonly Lazy<NgtcpEngine?> Loaded =
        new(() => NgtcpLibrary.TryLoad() ? new NgtcpEngine(NgtcpLibrary.Describe()) : null);

    private NgtcpEngine(string description) => Description = description;

    public override QuicEngineKind Kind => QuicEngineKind.Ngtcp2;

    public override string Description { get; }

    /// <summary>The engine, or null where its libraries are not installed.</summary>
    public static NgtcpEngine? TryLoad() => Loaded.Value;

    public override ValueTask<QuicServer> ListenAsync(
        QuicServerOptions options, CancellationToken cancellationToken) =>
        ValueTask.FromResult<QuicServer>(NgServer.Listen(options));

    public override async ValueTask<QuicConnection> ConnectAsync(
        QuicClientOptions options, CancellationToken cancellationToken)
    {
        IPAddress any = options.Remote.AddressFamily == AddressFamily.InterNetwork
            ? IPAddress.Any
            : IPAddress.IPv6Any;
        IPEndPoint local = options.Local ?? new IPEndPoint(any, 0);
        UdpSocket socket = UdpSocket.Bind(local, isServer: false, shared: false, ClientSlots);
        NgLoop loop = new(socket, number: 0, newcomers: null, _ => true);
        loop.Start();
        try
        {
            NgConnection connection = await StartAsync(loop, socket.Family, options).ConfigureAwait(false);
            connection.Owned = loop;
            return await ConfirmAsync(connection, cancellationToken).ConfigureAwait(false);
        }
        catch (CryptographicException)
        {
            await loop.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<NgConnection> StartAsync(NgLoop loop, AddressFamily family, QuicClientOptions options)
    {
        NgSetup setup = new()
        {
            IsServer = false,
            ServerName = options.ServerName,
            Protocols = options.Protocols,
            Credentials = TlsCredentials.Create(options.Certificate),
            Verify = options.Verify,
            Limits = options.Limits,
            Secret = RandomNumberGenerator.GetBytes(32),
        };
        TaskCompletionSource<NgConnection> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(() =>
        {
            try
            {
                NgConnection made =
                    NgConnection.Connect(loop, setup, RawAddress.Of(options.Remote, family), Clock.Now());
                loop.Add(made);
                started.SetResult(made);
            }
            catch (CryptographicException fault)
            {
                started.SetException(fault);
            }
        });
        return await started.Task.ConfigureAwait(false);
    }

    private static async Task<NgConnection> ConfirmAsync(NgConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.Confirmed.WaitAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (Exception fault) when (fault is QuicException or OperationCanceledException)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
