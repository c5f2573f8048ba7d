using System.Diagnostics;
using System.Globalization;
using Garita.Quic.Tests.Contract;
using Xunit.Abstractions;

namespace Garita.Quic.Tests.Long;

/// <summary>Figures for docs/performance.md; both ends are in this process.</summary>
public sealed class QuicBench(ITestOutputHelper output)
{
    private const int Handshakes = 2_000, Connections = 1_000;
    private const long Bytes = 1L << 30;

    private static QuicEngineKind Engine => QuicSupport.Engine ?? QuicEngineKind.Ngtcp2;

    [LongFact]
    public async Task Handshakes_a_second()
    {
        foreach (int atOnce in new[] { 1, 8 })
        {
            await using QuicWorld world = new(Engine);
            await world.ListenAsync(Roomy(world));
            QuicClientOptions options = world.ClientOptions();
            Watch watch = new();
            await Parallel.ForEachAsync(
                Enumerable.Range(0, Handshakes),
                new ParallelOptions { MaxDegreeOfParallelism = atOnce },
                async (_, _) =>
                {
                    await using QuicConnection connection = await world.Engine.ConnectAsync(options, default);
                });
            Say($"{atOnce} at once: {Handshakes / watch.Seconds:F0} handshakes/s, {watch.Cores:F2} cores");
        }
    }

    [LongFact]
    public async Task Bytes_a_second()
    {
        await using QuicWorld world = new(Engine);
        await world.ListenAsync(echo: false);
        QuicConnection client = await world.ConnectAsync();
        await using QuicConnection server = (await world.Server.AcceptAsync())!;
        foreach ((string name, QuicConnection from, QuicConnection to) in
            new[] { ("up", client, server), ("down", server, client) })
        {
            Watch watch = new();
            Task sending = SendAsync(from);
            await using QuicStream stream = (await to.AcceptStreamAsync())!;
            byte[] buffer = new byte[64 * 1024];
            long total = 0;
            for (int read; (read = await stream.ReadAsync(buffer)) > 0; total += read)
            {
            }

            await sending;
            Assert.Equal(Bytes, total);
            Say($"{name}: {Bytes / watch.Seconds / (1 << 20):F0} MiB/s, {watch.Cores:F2} cores");
        }
    }

    [LongFact]
    public async Task Memory_of_idle_connections()
    {
        await using QuicWorld world = new(Engine);
        await world.ListenAsync(Roomy(world));
        QuicClientOptions options = world.ClientOptions();
        await (await world.Engine.ConnectAsync(options, default)).DisposeAsync();
        long before = Resident();
        List<QuicConnection> open = [];
        for (int i = 0; i < Connections; i++)
        {
            open.Add(await world.Engine.ConnectAsync(options, default));
        }

        long kib = (Resident() - before) / 1024 / Connections;
        Say($"{kib} KiB an idle connection, both ends, a client's thread and socket included");
        await Task.WhenAll(open.Select(c => c.DisposeAsync().AsTask()));
    }

    private static QuicServerOptions Roomy(QuicWorld world) => world.ServerOptions() with
    {
        Limits = new QuicLimits { ConnectionsPerSecondPerSource = 1_000_000, MaxConnectionsPerSource = 10_000 },
    };

    private static async Task SendAsync(QuicConnection connection)
    {
        await using QuicStream stream = await connection.OpenStreamAsync(bidirectional: false);
        byte[] piece = new byte[64 * 1024];
        for (long sent = 0; sent < Bytes; sent += piece.Length)
        {
            await stream.WriteAsync(piece);
        }

        await stream.CompleteWritesAsync();
    }

    private static long Resident()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, true, true);
        using Process self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }

    private void Say(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private sealed class Watch
    {
        private readonly long _begun = Stopwatch.GetTimestamp();
        private readonly TimeSpan _cpu = Cpu();

        public double Seconds => Stopwatch.GetElapsedTime(_begun).TotalSeconds;

        public double Cores => (Cpu() - _cpu).TotalSeconds / Seconds;

        private static TimeSpan Cpu()
        {
            using Process self = Process.GetCurrentProcess();
            return self.TotalProcessorTime;
        }
    }
}
