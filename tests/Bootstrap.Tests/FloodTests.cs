using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Garita.Bootstrap.Tests.Fixtures;
using Garita.Contracts.Bootstrap;
using Garita.Quic;
using Garita.Server.Hosting;

namespace Garita.Bootstrap.Tests;

/// <summary>Too much, too long, too slow.</summary>
public sealed class FloodTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_is_too_long_is_cut_off(bool quic)
    {
        await using Bench bench = await Bench.StartAsync();
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic);
        byte[] endless = new byte[BootstrapWire.MaxMessageBytes + 1];
        endless.AsSpan().Fill((byte)' ');
        Assert.Null(await road.AskAsync(endless));
        await AssertServesAsync(bench);
    }

    [Fact]
    public async Task An_endless_stream_is_cut_off()
    {
        await using Bench bench = await Bench.StartAsync();
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: true);
        await using QuicStream stream = await road.Quic!.OpenStreamAsync();
        byte[] piece = new byte[1024];
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (true)
            {
                await stream.WriteAsync(piece, limit.Token);
            }
        });
        await AssertServesAsync(bench);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_slow_stream_is_cut_off(bool quic)
    {
        await using Bench bench = await Bench.StartAsync(WithPatience(TimeSpan.FromMilliseconds(300)));
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic);
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        Stream stream = quic ? await road.Quic!.OpenStreamAsync(true, limit.Token) : road.Tls!;
        byte[] begun = quic ? [(byte)'{'] : [0, 0, 0, 100, (byte)'{'];
        await stream.WriteAsync(begun, limit.Token);
        int read;
        try
        {
            read = await stream.ReadAsync(new byte[16], limit.Token);
        }
        catch (IOException)
        {
            read = 0;
        }

        Assert.Equal(0, read);
        await AssertServesAsync(bench);
    }

    // As many as the server allows at once; the rest wait at the client's end, where they cost the server nothing.
    [Fact]
    public async Task Ten_thousand_streams_are_the_clients_own_trouble()
    {
        await using Bench bench = await Bench.StartAsync(WithPatience(TimeSpan.FromSeconds(5)));
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: true);
        using CancellationTokenSource enough = new();
        Task<bool>[] opened = [.. Enumerable.Range(0, 10_000).Select(_ => TryOpenAsync(road.Quic!, enough.Token))];
        await AssertServesAsync(bench);
        await enough.CancelAsync();
        bool[] results = await Task.WhenAll(opened);
        Assert.InRange(results.Count(open => open), 0, 64);
    }

    [Fact]
    public async Task A_flood_of_initial_packets_leaves_the_port_open()
    {
        await using Bench bench = await Bench.StartAsync();
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        IPEndPoint port = bench.Server.BootstrapQuicEndpoint!;
        byte[] packet = new byte[1200];
        for (int i = 0; i < 5_000; i++)
        {
            RandomNumberGenerator.Fill(packet);
            packet[0] = 0xc3; // long header, Initial (RFC 9000 17.2.2)
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(1), 1);
            (packet[5], packet[14]) = (8, 8);
            await socket.SendToAsync(packet, port);
        }

        await AssertServesAsync(bench);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_connection_asks_at_its_rate_and_no_faster(bool quic)
    {
        await using Bench bench = await Bench.StartAsync(options => options with
        {
            Bootstrap = options.Bootstrap with
            {
                RequestsPerSecondPerConnection = 1, AnswerAfter = TimeSpan.FromMilliseconds(1),
            },
        });
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic);
        using Unit unit = new(bench, Unit.NewUuid());
        long started = TimeProvider.System.GetTimestamp();
        for (int i = 0; i < 12; i++)
        {
            await unit.AskAsync(road, unit.Register(), BootstrapOp.Register);
        }

        // A burst of ten, then one a second.
        Assert.True(TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromMilliseconds(900));
    }

    private static Func<GaritaOptions, GaritaOptions> WithPatience(TimeSpan patience) => options => options with
    {
        Bootstrap = options.Bootstrap with { ExchangeTimeout = patience },
    };

    private static async Task<bool> TryOpenAsync(QuicConnection connection, CancellationToken stop)
    {
        try
        {
            await connection.OpenStreamAsync(true, stop);
            return true;
        }
        catch (Exception refused) when (refused is OperationCanceledException or QuicException)
        {
            return false;
        }
    }

    private static async Task AssertServesAsync(Bench bench)
    {
        using Unit unit = new(bench, Unit.NewUuid());
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: true);
        Assert.Equal(BootstrapCode.Ok, (await unit.AskAsync(road, unit.Register(), BootstrapOp.Register)).Code);
    }
}
