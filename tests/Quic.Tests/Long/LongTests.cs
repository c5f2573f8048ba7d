using System.Diagnostics;
using System.Security.Cryptography;
using Garita.Quic.Tests.Contract;
using Xunit.Abstractions;

namespace Garita.Quic.Tests.Long;

/// <summary>What takes minutes; run with <c>./test --long</c>.</summary>
public sealed class LongTests(ITestOutputHelper output)
{
    private static TimeSpan SoakTime { get; } = TimeSpan.FromMinutes(
        int.TryParse(Environment.GetEnvironmentVariable("GARITA_SOAK_MINUTES"), out int minutes) ? minutes : 10);

    // What is looked for is memory and bytes; a machine that is busy otherwise must not end it.
    private static QuicLimits Patient { get; } = new() { HandshakeTimeout = TimeSpan.FromMinutes(2) };

    private static QuicEngineKind Engine => QuicSupport.Engine ?? QuicEngineKind.Ngtcp2;

    [LongFact]
    public async Task Fifty_thousand_handshakes_leave_no_memory_behind()
    {
        const int Warm = 10_000, All = 50_000, AtOnce = 8;
        await using QuicWorld world = new(Engine);
        await world.ListenAsync(world.ServerOptions() with
        {
            Limits = Patient with { ConnectionsPerSecondPerSource = 1_000_000 },
        });
        QuicClientOptions options = world.ClientOptions() with { Limits = Patient };
        Stopwatch watch = Stopwatch.StartNew();
        long warm = 0;
        for (int done = 0; done < All; done += 1_000)
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(0, 1_000),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
                async (_, _) =>
                {
                    await using QuicConnection connection = await world.Engine.ConnectAsync(options, default);
                });
            world.Forget();
            warm = done + 1_000 == Warm ? Resident() : warm;
            output.WriteLine($"{done + 1_000} handshakes, {watch.Elapsed.TotalSeconds:F0} s, {Resident()} MiB");
        }

        Assert.True(await QuicWorld.UntilAsync(() => world.Server.Snapshot.Connections == 0));
        long end = Resident();
        Assert.True(end < warm + 40, $"{warm} MiB after {Warm} handshakes, {end} MiB after {All}");
    }

    [LongFact]
    public async Task Soak_with_loss_and_forced_collections_changes_no_byte()
    {
        await using QuicWorld world = new(Engine);
        await world.ListenAsync();
        using Timer collector = new(_ => GC.Collect(2, GCCollectionMode.Forced, true, true), null, 0, 20);
        Stopwatch watch = Stopwatch.StartNew();
        long[] echoes = await Task.WhenAll(Enumerable.Range(0, 4).Select(w => WorkAsync(world, watch, w)));
        output.WriteLine($"{echoes.Sum()} echoes in {watch.Elapsed}, {Resident()} MiB");
        Assert.All(echoes, e => Assert.True(e > 0));
    }

    private static async Task<long> WorkAsync(QuicWorld world, Stopwatch watch, int worker)
    {
        long echoes = 0;
        Random sizes = new(worker);
        while (watch.Elapsed < SoakTime)
        {
            await using UdpRelay relay = new(world.Server.LocalEndPoint, loss: 0.02, seed: sizes.Next());
            await using QuicConnection connection =
                await world.Engine.ConnectAsync(world.ClientOptions() with { Remote = relay.EndPoint }, default);
            for (int i = 0; i < 10; i++, echoes++)
            {
                byte[] sent = RandomNumberGenerator.GetBytes(sizes.Next(1, 200_000));
                byte[] back = await QuicWorld.EchoAsync(connection, sent);
                Assert.True(sent.AsSpan().SequenceEqual(back));
            }
        }

        return echoes;
    }

    private static long Resident()
    {
        GC.Collect(2, GCCollectionMode.Forced, true, true);
        using Process self = Process.GetCurrentProcess();
        return self.WorkingSet64 / (1024 * 1024);
    }
}
