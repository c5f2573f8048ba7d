using System.Net;
using Garita.Quic.Ngtcp;
using Garita.Quic.Platform;
using Garita.TestKit;

namespace Garita.Quic.Tests.Contract;

/// <summary>One engine with certificates of its own, a server that echoes, and clients for it.</summary>
internal sealed class QuicWorld : IAsyncDisposable
{
    public const string ServerName = "server.test";
    public const string Alpn = "echo/1";

    private readonly List<IAsyncDisposable> _open = [];
    private readonly List<Task> _serving = [];

    public QuicWorld(QuicEngineKind kind) => Engine = kind == QuicEngineKind.Ngtcp2
        ? NgtcpEngine.TryLoad() ?? throw new InvalidOperationException("ngtcp2 is not installed")
        : PlatformEngine.TryLoad() ?? throw new InvalidOperationException("msquic is not installed");

    /// <summary>No test waits longer than this for one thing.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(20);

    public QuicEngine Engine { get; }

    public TestAuthority Authority { get; } = new();

    public QuicServer Server { get; private set; } = null!;

    /// <summary>The connections that the server took.</summary>
    public List<QuicConnection> Taken { get; } = [];

    public QuicServerOptions ServerOptions() => new()
    {
        Endpoint = new IPEndPoint(IPAddress.Loopback, 0),
        Protocols = [Alpn],
        Certificate = new QuicCertificate(Authority.IssueServer(names: ServerName), Authority.Issuer),
        Verify = ChainRules.For(Authority, "1.3.6.1.5.5.7.3.2"),
    };

    /// <summary>Makes a certificate each time.</summary>
    public QuicClientOptions ClientOptions() => new()
    {
        Remote = Server.LocalEndPoint,
        ServerName = ServerName,
        Protocols = [Alpn],
        Certificate = new QuicCertificate(Authority.IssueClient("ABCD1234"), Authority.Issuer),
        Verify = ChainRules.For(Authority, "1.3.6.1.5.5.7.3.1"),
    };

    /// <summary>Starts a server.</summary>
    public async Task ListenAsync(QuicServerOptions? options = null, bool echo = true)
    {
        Server = await Engine.ListenAsync(options ?? ServerOptions(), CancellationToken.None);
        _open.Add(Server);
        if (echo)
        {
            _serving.Add(ServeAsync());
        }
    }

    /// <summary>Makes a connection to the server.</summary>
    public async Task<QuicConnection> ConnectAsync(QuicClientOptions? options = null)
    {
        using CancellationTokenSource patience = new(Patience);
        QuicConnection connection = await Engine.ConnectAsync(options ?? ClientOptions(), patience.Token);
        _open.Add(connection);
        return connection;
    }

    /// <summary>Keeps the server's ended connections no longer.</summary>
    public void Forget()
    {
        lock (Taken)
        {
            Taken.RemoveAll(c => c.End is not null);
        }
    }

    /// <summary>Sends bytes over a new stream and reads to the end what comes back.</summary>
    public static async Task<byte[]> EchoAsync(QuicConnection connection, byte[] sent, TimeSpan? patience = null)
    {
        await using QuicStream stream = await connection.OpenStreamAsync().AsTask().WaitAsync(patience ?? Patience);
        Task writing = WriteAllAsync(stream, sent);
        byte[] back = await ReadToEndAsync(stream).WaitAsync(patience ?? TimeSpan.FromSeconds(60));
        await writing;
        return back;
    }

    public static async Task WriteAllAsync(QuicStream stream, byte[] sent)
    {
        await stream.WriteAsync(sent);
        await stream.CompleteWritesAsync();
    }

    public static async Task<byte[]> ReadToEndAsync(QuicStream stream)
    {
        using MemoryStream all = new();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }

    /// <summary>Waits until something is so; false where patience ended first.</summary>
    public static async Task<bool> UntilAsync(Func<bool> isSo)
    {
        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(20));
        using CancellationTokenSource patience = new(Patience);
        while (!isSo() && !patience.IsCancellationRequested)
        {
            await look.WaitForNextTickAsync(CancellationToken.None);
        }

        return isSo();
    }

    public async ValueTask DisposeAsync()
    {
        _open.Reverse();
        foreach (IAsyncDisposable each in _open)
        {
            await each.DisposeAsync().AsTask().WaitAsync(Patience);
        }

        await Task.WhenAll(_serving).WaitAsync(Patience);
        Authority.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> connections = [];
        while (await Server.AcceptAsync() is { } connection)
        {
            lock (Taken)
            {
                Taken.Add(connection);
            }

            connections.RemoveAll(c => c.IsCompletedSuccessfully);
            connections.Add(ServeAsync(connection));
        }

        await Task.WhenAll(connections);
    }

    private static async Task ServeAsync(QuicConnection connection)
    {
        List<Task> streams = [];
        while (await connection.AcceptStreamAsync() is { } stream)
        {
            streams.RemoveAll(s => s.IsCompletedSuccessfully);
            streams.Add(EchoAsync(stream));
        }

        await Task.WhenAll(streams);
        await connection.DisposeAsync();
    }

    private static async Task EchoAsync(QuicStream stream)
    {
        try
        {
            await using (stream)
            {
                if (stream.CanWrite)
                {
                    await stream.CopyToAsync(stream);
                }
                else
                {
                    await stream.CopyToAsync(Stream.Null);
                }
            }
        }
        catch (IOException)
        {
            // The client gave up, as some tests want it to.
        }
    }
}
