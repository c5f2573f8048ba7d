using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Garita.Quic.Tests.Contract;

/// <summary>Bad networks, strangers, restarts and a garbage collector in a hurry.</summary>
public sealed class AdversityTests
{
    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Two_percent_loss_and_forced_collections_change_no_byte(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync();
        await using UdpRelay relay = new(world.Server.LocalEndPoint, loss: 0.02);
        QuicConnection connection = await world.ConnectAsync(world.ClientOptions() with { Remote = relay.EndPoint });
        using Timer collector = new(_ => GC.Collect(2, GCCollectionMode.Forced, true, true), null, 0, 20);
        byte[][] sent = [.. Enumerable.Range(0, 40).Select(i => RandomNumberGenerator.GetBytes(1 + (i * 7_001)))];
        byte[][] back = await Task.WhenAll(sent.Select(s => QuicWorld.EchoAsync(connection, s)));
        Assert.Equal(sent, back);
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Connection_survives_a_new_address_of_the_client(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync(world.ServerOptions() with { Limits = new QuicLimits { Loops = 3 } });
        await using UdpRelay relay = new(world.Server.LocalEndPoint);
        QuicConnection connection = await world.ConnectAsync(world.ClientOptions() with { Remote = relay.EndPoint });
        Assert.Equal([1], await QuicWorld.EchoAsync(connection, [1]));
        IPEndPoint before = world.Taken.Single().RemoteEndPoint;

        // Seven moves over three loops: the kernel gives some of the new addresses to other loops' sockets.
        for (byte move = 0; move < 7; move++)
        {
            relay.Rebind();
            byte[] sent = RandomNumberGenerator.GetBytes(50_000);
            Assert.Equal(sent, await QuicWorld.EchoAsync(connection, sent));
        }

        Assert.NotEqual(before, world.Taken.Single().RemoteEndPoint);
        Assert.Null(connection.End);
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Closing_tells_the_peer_the_code(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync();
        QuicConnection connection = await world.ConnectAsync();
        Assert.Equal([1], await QuicWorld.EchoAsync(connection, [1]));
        QuicConnection taken = world.Taken.Single();
        Task<bool> heard = EndedAsync(taken);
        await connection.CloseAsync(0x42);
        Assert.True(await heard);
        Assert.Equal((QuicEndKind.ClosedByPeer, 0x42UL), (taken.End!.Kind, taken.End.Code!.Value));
        Assert.Equal(QuicEndKind.ClosedHere, connection.End!.Kind);
        await Assert.ThrowsAsync<QuicException>(() => connection.OpenStreamAsync().AsTask());
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Stopping_takes_less_than_a_second_and_tells_the_peers(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync();
        List<QuicConnection> clients = [];
        List<Task> reading = [];
        for (int i = 0; i < 10; i++)
        {
            QuicConnection client = await world.ConnectAsync();
            QuicStream stream = await client.OpenStreamAsync();
            await stream.WriteAsync(new byte[] { 1 });
            clients.Add(client);
            reading.Add(Assert.ThrowsAsync<QuicException>(() => QuicWorld.ReadToEndAsync(stream)));
        }

        Stopwatch watch = Stopwatch.StartNew();
        await world.Server.DisposeAsync();
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"{watch.Elapsed}");
        await Task.WhenAll(reading).WaitAsync(QuicWorld.Patience);
        Assert.All(clients, c => Assert.Equal(QuicEndKind.ClosedByPeer, c.End!.Kind));
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Silent_connection_ends_on_both_sides(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        QuicLimits limits = new() { IdleTimeout = TimeSpan.FromSeconds(2) };
        await world.ListenAsync(world.ServerOptions() with { Limits = limits });
        await using UdpRelay relay = new(world.Server.LocalEndPoint);
        QuicConnection connection = await world.ConnectAsync(
            world.ClientOptions() with { Remote = relay.EndPoint, Limits = limits });
        Assert.Equal([1], await QuicWorld.EchoAsync(connection, [1]));
        relay.Cut = true;
        Assert.True(await EndedAsync(connection));
        Assert.True(await EndedAsync(world.Taken.Single()));
        Assert.Equal(QuicEndKind.IdleTimeout, connection.End!.Kind);
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Keep_alive_keeps_a_silent_connection(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync(world.ServerOptions() with
        {
            Limits = new QuicLimits { IdleTimeout = TimeSpan.FromMilliseconds(1_500) },
        });
        QuicConnection kept = await world.ConnectAsync(world.ClientOptions() with
        {
            Limits = new QuicLimits { KeepAlive = TimeSpan.FromMilliseconds(300) },
        });

        // Those that are not kept end; two after each other last longer than the idle time.
        for (int i = 0; i < 2; i++)
        {
            Assert.True(await EndedAsync(await world.ConnectAsync()));
        }

        Assert.Equal([1], await QuicWorld.EchoAsync(kept, [1]));
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Junk_harms_nobody(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync();
        QuicConnection before = await world.ConnectAsync();
        using Socket stranger = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Random chance = new(7);
        for (int i = 0; i < 3_000; i++)
        {
            byte[] junk = new byte[chance.Next(1, 1_400)];
            chance.NextBytes(junk);
            if (i % 2 == 0 && junk.Length > 60)
            {
                // Well-formed up to its encryption: a first packet of version 1 with ids of 8 bytes and no token.
                new byte[] { 0xc3, 0, 0, 0, 1, 8 }.CopyTo(junk, 0);
                (junk[14], junk[23]) = (8, 0);
                Array.Resize(ref junk, 1_200);
            }

            await stranger.SendToAsync(junk, world.Server.LocalEndPoint);
        }

        Assert.Equal([1], await QuicWorld.EchoAsync(before, [1]));
        Assert.Equal([2], await QuicWorld.EchoAsync(await world.ConnectAsync(), [2]));
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Handshakes_leave_nothing_behind(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync();
        for (int i = 0; i < 50; i++)
        {
            await using QuicConnection connection = await world.ConnectAsync();
        }

        Assert.True(await QuicWorld.UntilAsync(() => world.Server.Snapshot.Connections == 0));
    }

    private static async Task<bool> EndedAsync(QuicConnection connection)
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = connection.Ended.Register(ended.SetResult);
        await ended.Task.WaitAsync(QuicWorld.Patience);
        return connection.End is not null;
    }
}
