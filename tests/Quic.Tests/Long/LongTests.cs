using System.Security.Cryptography;
using Garita.Quic.Tests.Contract;

namespace Garita.Quic.Tests.Long;

/// <summary>What takes minutes; run with <c>./test --long</c>.</summary>
public sealed class LongTests : IClassFixture<LongProgress>
{
    private readonly LongProgress _progress;
    private long _echoes;

    public LongTests(LongProgress progress)
    {
        _progress = progress;
        _progress.Restart();
    }

    private static TimeSpan SoakTime { get; } = TimeSpan.FromMinutes(
        int.TryParse(Environment.GetEnvironmentVariable("GARITA_SOAK_MINUTES"), out int minutes) ? minutes : 10);

    // What is looked for is memory and bytes; a machine that is busy otherwise must not end it.
    private static QuicLimits Patient { get; } = new() { HandshakeTimeout = TimeSpan.FromMinutes(2) };

    private static QuicEngineKind Engine => QuicSupport.Engine ?? QuicEngineKind.Ngtcp2;

    /// <summary>
    /// Flat means: after the first fifth, in which pools fill and code is compiled, no sample of the rest is more than
    /// 40 MiB above; at 40,000 handshakes that is a kilobyte each. A handshake that a starved machine lets time out is
    /// counted and made again; one in a thousand may.
    /// </summary>
    [LongFact]
    public async Task Fifty_thousand_handshakes_leave_no_memory_behind()
    {
        const int warm = 10_000, all = 50_000, step = 1_000, atOnce = 8, mayBeLate = all / 1_000;
        await using QuicWorld world = new(Engine);
        await world.ListenAsync(world.ServerOptions() with
        {
            Limits = Patient with { ConnectionsPerSecondPerSource = 1_000_000 },
        });
        QuicClientOptions options = world.ClientOptions() with { Limits = Patient };
        long late = 0, flat = 0, most = 0;
        for (int done = step; done <= all; done += step)
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(0, step),
                new ParallelOptions { MaxDegreeOfParallelism = atOnce },
                async (_, _) =>
                {
                    while (!await ConnectAndCloseAsync(world, options))
                    {
                        Assert.InRange(Interlocked.Increment(ref late), 1, mayBeLate);
                    }
                });
            world.Forget();
            long now = LongProgress.ResidentMiB;
            flat = done == warm ? now : flat;
            most = done > warm ? Math.Max(most, now) : 0;
            _progress.Say($"{done} handshakes, {late} late, {now} MiB, {world.Server.Snapshot}");
        }

        Assert.True(await QuicWorld.UntilAsync(() => world.Server.Snapshot.Connections == 0));
        Assert.True(most <= flat + 40, $"{flat} MiB after {warm} handshakes, up to {most} MiB until {all}");
    }

    [LongFact]
    public async Task Soak_with_loss_and_forced_collections_changes_no_byte()
    {
        await using QuicWorld world = new(Engine);
        await world.ListenAsync(world.ServerOptions() with { Limits = Patient });
        using Timer collector = new(_ => GC.Collect(2, GCCollectionMode.Forced, true, true), null, 0, 20);
        using CancellationTokenSource over = new();
        Task telling = TellAsync(world, over.Token);
        long[] echoes = await Task.WhenAll(Enumerable.Range(0, 4).Select(w => WorkAsync(world, w)));
        await over.CancelAsync();
        await telling;
        _progress.Say($"over: {echoes.Sum()} echoes, {LongProgress.ResidentMiB} MiB, {world.Server.Snapshot}");
        Assert.All(echoes, e => Assert.True(e > 0));
    }

    // False where the handshake was not done in two minutes.
    private static async Task<bool> ConnectAndCloseAsync(QuicWorld world, QuicClientOptions options)
    {
        try
        {
            await using QuicConnection connection = await world.Engine.ConnectAsync(options, default);
            return true;
        }
        catch (QuicException late) when (late.End.Kind == QuicEndKind.HandshakeTimeout)
        {
            return false;
        }
    }

    private async Task TellAsync(QuicWorld world, CancellationToken over)
    {
        using PeriodicTimer minute = new(TimeSpan.FromMinutes(1));
        try
        {
            while (await minute.WaitForNextTickAsync(over))
            {
                world.Forget();
                _progress.Say(
                    $"{Interlocked.Read(ref _echoes)} echoes, {LongProgress.ResidentMiB} MiB, {world.Server.Snapshot}");
            }
        }
        catch (OperationCanceledException)
        {
            // The soak is over.
        }
    }

    private async Task<long> WorkAsync(QuicWorld world, int worker)
    {
        long echoes = 0;
        Random sizes = new(worker);
        while (_progress.Elapsed < SoakTime)
        {
            await using UdpRelay relay = new(world.Server.LocalEndPoint, loss: 0.02, seed: sizes.Next());
            QuicClientOptions options = world.ClientOptions() with { Remote = relay.EndPoint, Limits = Patient };
            await using QuicConnection connection = await world.Engine.ConnectAsync(options, default);
            for (int i = 0; i < 10; i++, echoes++)
            {
                byte[] sent = RandomNumberGenerator.GetBytes(sizes.Next(1, 200_000));
                byte[] back = await QuicWorld.EchoAsync(connection, sent, TimeSpan.FromMinutes(5));
                Assert.True(sent.AsSpan().SequenceEqual(back));
                Interlocked.Increment(ref _echoes);
            }
        }

        return echoes;
    }
}
