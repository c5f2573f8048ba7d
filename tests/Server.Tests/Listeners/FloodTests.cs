using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Garita.Server.Listeners;

namespace Garita.Server.Tests.Listeners;

/// <summary>Strangers by the thousand; <c>GARITA_LONG=1</c> makes it ten thousand of each sort.</summary>
[Collection(nameof(AloneCollection))]
public sealed class FloodTests : IDisposable
{
    private static readonly int s_strangers =
        Environment.GetEnvironmentVariable("GARITA_LONG") == "1" ? 10_000 : 1_000;

    private static readonly ListenerOptions s_options = new()
    {
        HandshakeTimeout = TimeSpan.FromSeconds(3),
        MaxHandshakes = 400,
        MaxHandshakesPerSource = 200,
        MaxConnections = 4_000,
        MaxConnectionsPerSource = 4_000,
        AcceptsPerSecondPerSource = 100_000,
        AcceptsPerSecond = 100_000,
    };

    private readonly TestPki _pki = new();

    public void Dispose() => _pki.Dispose();

    [Fact]
    public Task Garbage_leaves_nothing_behind() => Survives(async socket =>
    {
        await socket.SendAsync(new byte[] { 0xDE, 0xAD, 0xBE, 0xEF, 1, 2, 3, 4, 5, 6, 7, 8 });
        await ReadToEnd(socket);
    });

    [Fact]
    public Task Stopping_in_mid_handshake_leaves_nothing_behind() => Survives(async socket =>
    {
        // A ClientHello that announces more than ever comes.
        await socket.SendAsync(new byte[] { 22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3 });
        await ReadToEnd(socket);
    });

    [Fact]
    public Task One_byte_a_second_leaves_nothing_behind() => Survives(async socket =>
    {
        byte[] hello = [22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3];
        using PeriodicTimer pace = new(TimeSpan.FromSeconds(1));
        Task cut = ReadToEnd(socket);
        for (int i = 0; i < hello.Length && !cut.IsCompleted; i++)
        {
            await socket.SendAsync(hello.AsMemory(i, 1));
            await Task.WhenAny(cut, pace.WaitForNextTickAsync().AsTask());
        }

        await cut;
    });

    [Fact]
    public async Task Source_that_floods_does_not_keep_others_out()
    {
        await using AcceptorBench bench = new(
            _pki, s_options with { MaxConnectionsPerSource = 50, AcceptsPerSecondPerSource = 1 });
        using X509Certificate2 device = _pki.Device("ABCD1234");
        List<Socket> held = [];
        for (int i = 0; i < 500; i++)
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(bench.Endpoint);
            held.Add(socket);
        }

        await using SslStream good = await bench.Connect(device, from: IPAddress.Parse("127.0.0.9"));

        Assert.InRange(bench.Acceptor.Connections, 1, 60);
        held.ForEach(s => s.Dispose());
    }

    // A bounded crowd at a time, as one machine's ports and descriptors allow; a good client in the middle and at the
    // end.
    private async Task Survives(Func<Socket, Task> stranger)
    {
        await using AcceptorBench bench = new(_pki, s_options);
        using X509Certificate2 device = _pki.Device("ABCD1234");
        await (await bench.Connect(device)).DisposeAsync();
        long before = MemoryNow();
        int handles = OpenHandles();

        ParallelOptions crowded = new() { MaxDegreeOfParallelism = 1_000 };
        Task crowd = Parallel.ForAsync(0, s_strangers, crowded, async (_, _) =>
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(bench.Endpoint, CancellationToken.None);
                await stranger(socket);
            }
            catch (SocketException)
            {
                // Cut by the listener: that is what should happen.
            }
        });
        await (await bench.Connect(device, from: IPAddress.Parse("127.0.0.9"))).DisposeAsync();
        await crowd.WaitAsync(TimeSpan.FromSeconds(120));
        await (await bench.Connect(device)).DisposeAsync();

        await Quiet(bench);
        Assert.InRange(OpenHandles(), 0, handles + 20);
        Assert.InRange(MemoryNow(), 0, before + (8 * 1024 * 1024));
        Assert.InRange(bench.Log.Lines.Count, 1, s_options.RefusalLines + 1);
    }

    private static async Task ReadToEnd(Socket socket)
    {
        try
        {
            while (await socket.ReceiveAsync(new byte[64]) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // A reset says the same.
        }
    }

    private static async Task Quiet(AcceptorBench bench)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (bench.Acceptor.Connections > 0)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(20), $"{bench.Acceptor.Connections} are left");
            await Task.Yield();
        }

        Assert.Equal(0, bench.Acceptor.Handshakes);
    }

    private static int OpenHandles() => Directory.GetFiles("/proc/self/fd").Length;

    private static long MemoryNow() => GC.GetTotalMemory(forceFullCollection: true);
}
