using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Garita.Quic.Ngtcp;
using Garita.Quic.Ngtcp.Sockets;
using Garita.Quic.Tests.Contract;

namespace Garita.Quic.Tests.Ngtcp;

/// <summary>What only ngtcp2 can be told: address validation, limits per source, stateless answers.</summary>
public sealed class AdmissionTests
{
    [Theory]
    [OnNgtcp2]
    public async Task Newcomers_prove_their_address_first_when_asked(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync(world.ServerOptions() with { Limits = new QuicLimits { HandshakesBeforeRetry = 0 } });
        QuicConnection connection = await world.ConnectAsync();
        Assert.Equal([1], await QuicWorld.EchoAsync(connection, [1]));
        Assert.Equal(1, world.Server.Snapshot.Retries);
        Assert.Equal(1, world.Server.Snapshot.Accepted);
    }

    [Theory]
    [OnNgtcp2]
    public async Task Flood_of_forged_first_packets_is_asked_for_proof_and_devices_still_get_in(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync(world.ServerOptions() with { Limits = new QuicLimits { HandshakesBeforeRetry = 8 } });
        using Socket forger = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        for (int i = 0; i < 500; i++)
        {
            await forger.SendToAsync(ForgedInitial(version: 1), world.Server.LocalEndPoint);
        }

        QuicConnection connection = await world.ConnectAsync();
        Assert.Equal([1], await QuicWorld.EchoAsync(connection, [1]));
        Assert.True(world.Server.Snapshot.Connections < 20, $"{world.Server.Snapshot}");
    }

    [Fact]
    public void Newcomers_whose_handshakes_fail_at_once_are_asked_for_proof_until_the_next_second()
    {
        const ulong second = 1_000_000_000;
        NgAdmission admission = new(new QuicLimits { HandshakesBeforeRetry = 2 });
        RawAddress somebody = RawAddress.Of(new IPEndPoint(IPAddress.Loopback, 1), AddressFamily.InterNetwork);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(NgAdmissionVerdict.Admit, admission.TryEnter(somebody, proved: false, second, out var place));
            place!.Leave();
        }

        Assert.Equal(NgAdmissionVerdict.AskForProof, admission.TryEnter(somebody, proved: false, second, out _));
        Assert.Equal(NgAdmissionVerdict.Admit, admission.TryEnter(somebody, proved: true, second, out _));
        Assert.Equal(NgAdmissionVerdict.Admit, admission.TryEnter(somebody, proved: false, 2 * second, out _));
    }

    [Theory]
    [OnNgtcp2]
    public async Task Source_with_all_its_connections_is_refused_one_more(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync(world.ServerOptions() with { Limits = new QuicLimits { MaxConnectionsPerSource = 2 } });
        QuicConnection first = await world.ConnectAsync();
        _ = await world.ConnectAsync();
        QuicException fault = await Assert.ThrowsAsync<QuicException>(() => world.ConnectAsync());

        // CONNECTION_REFUSED (RFC 9000 20.1)
        Assert.Equal((QuicEndKind.TransportError, 2UL), (fault.End.Kind, fault.End.Code!.Value));
        Assert.Equal([1], await QuicWorld.EchoAsync(first, [1]));
    }

    [Theory]
    [OnNgtcp2]
    public async Task Source_that_comes_too_often_is_refused(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync(world.ServerOptions() with
        {
            Limits = new QuicLimits { MaxConnectionsPerSource = 3, ConnectionsPerSecondPerSource = 1 },
        });
        for (int i = 0; i < 3; i++)
        {
            await using QuicConnection each = await world.ConnectAsync();
        }

        Assert.True(await QuicWorld.UntilAsync(() => world.Server.Snapshot.Connections == 0));
        await Assert.ThrowsAsync<QuicException>(() => world.ConnectAsync());
        Assert.True(world.Server.Snapshot.Refused > 0);
    }

    [Theory]
    [OnNgtcp2]
    public async Task Server_that_accepts_no_more_answers_nobody_and_serves_on(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync();
        QuicConnection before = await world.ConnectAsync();
        await world.Server.StopAcceptingAsync();
        await Assert.ThrowsAsync<QuicException>(() => world.ConnectAsync(world.ClientOptions() with
        {
            Limits = new QuicLimits { HandshakeTimeout = TimeSpan.FromMilliseconds(300) },
        }));
        Assert.Equal([1], await QuicWorld.EchoAsync(before, [1]));
    }

    [Theory]
    [OnNgtcp2]
    public async Task Restarted_server_with_the_same_key_ends_what_it_does_not_know(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        byte[] key = RandomNumberGenerator.GetBytes(32);
        await world.ListenAsync(world.ServerOptions() with { ResetKey = key });
        await using UdpRelay relay = new(world.Server.LocalEndPoint);
        QuicConnection connection = await world.ConnectAsync(world.ClientOptions() with { Remote = relay.EndPoint });
        Assert.Equal([1], await QuicWorld.EchoAsync(connection, [1]));
        IPEndPoint place = world.Server.LocalEndPoint;

        // As when the power fails: the old server's goodbye does not arrive.
        relay.Cut = true;
        await world.Server.DisposeAsync();
        relay.Rebind();
        await world.ListenAsync(world.ServerOptions() with { Endpoint = place, ResetKey = key });
        relay.Cut = false;
        await Assert.ThrowsAsync<QuicException>(() => QuicWorld.EchoAsync(connection, [2]));
        Assert.Equal(QuicEndKind.Reset, connection.End!.Kind);
    }

    [Theory]
    [OnNgtcp2]
    public async Task Another_version_is_answered_with_ours(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync();
        using Socket other = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await other.SendToAsync(ForgedInitial(version: 0x1a2a3a4a), world.Server.LocalEndPoint);
        byte[] answer = new byte[1_500];
        int length = await other.ReceiveAsync(answer).WaitAsync(QuicWorld.Patience);

        // RFC 9000 17.2.1: version 0, the ids the other way round, then the versions.
        Assert.Equal(0U, BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(1)));
        Assert.Equal(1U, BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(length - 4)));
    }

    [Theory]
    [OnNgtcp2]
    public async Task Port_that_is_taken_is_refused_even_to_many_loops(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        QuicServerOptions options = world.ServerOptions() with { Limits = new QuicLimits { Loops = 2 } };
        await world.ListenAsync(options);
        SocketException fault = await Assert.ThrowsAsync<SocketException>(
            () => world.ListenAsync(options with { Endpoint = world.Server.LocalEndPoint }));
        Assert.Equal(SocketError.AddressAlreadyInUse, fault.SocketErrorCode);
    }

    [Theory]
    [OnNgtcp2]
    public async Task Silence_after_a_first_packet_is_told_of_as_a_timeout(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        ConcurrentQueue<QuicFailedHandshake> failed = [];
        await world.ListenAsync(world.ServerOptions() with
        {
            Failed = failed.Enqueue,
            Limits = new QuicLimits { HandshakeTimeout = TimeSpan.FromSeconds(1), IdleTimeout = TimeSpan.FromHours(1) },
        });
        byte[] hello = await FirstPacketAsync(world);
        using Socket silent = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await silent.SendToAsync(hello, world.Server.LocalEndPoint);

        Assert.True(await QuicWorld.UntilAsync(() => !failed.IsEmpty));
        QuicFailedHandshake told = Assert.Single(failed);
        Assert.Equal((QuicEndKind.HandshakeTimeout, false), (told.End.Kind, told.IsVerdict));
        Assert.False(told.IsAddressProved);
        Assert.Equal(((IPEndPoint)silent.LocalEndPoint!).Port, told.RemoteEndPoint.Port);
        Assert.Equal((0, 0), (world.Server.Snapshot.Connections, world.Server.Snapshot.Handshakes));
    }

    [Theory]
    [OnNgtcp2]
    public async Task Client_that_answered_has_proved_its_address(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        ConcurrentQueue<QuicFailedHandshake> failed = [];
        await world.ListenAsync(world.ServerOptions() with { Failed = failed.Enqueue });

        await Assert.ThrowsAsync<QuicException>(() => world.ConnectAsync(
            world.ClientOptions() with { Verify = _ => false }));

        Assert.True(await QuicWorld.UntilAsync(() => !failed.IsEmpty));
        Assert.True(Assert.Single(failed).IsAddressProved);
    }

    [Theory]
    [OnNgtcp2]
    public async Task Connection_that_has_ended_is_not_kept_until_its_idle_time(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        QuicLimits limits = new() { IdleTimeout = TimeSpan.FromHours(1) };
        await world.ListenAsync(world.ServerOptions() with { Limits = limits }, echo: false);
        WeakReference ended = await MeetAndPartAsync(world, limits);

        Assert.True(await QuicWorld.UntilAsync(() =>
        {
            GC.Collect(2, GCCollectionMode.Forced, blocking: true);
            return !ended.IsAlive;
        }));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> MeetAndPartAsync(QuicWorld world, QuicLimits limits)
    {
        QuicConnection client = await world.Engine.ConnectAsync(
            world.ClientOptions() with { Limits = limits }, CancellationToken.None);
        QuicConnection taken = (await world.Server.AcceptAsync())!;
        await client.DisposeAsync();
        Assert.True(await QuicWorld.UntilAsync(() => taken.End is not null));
        await taken.DisposeAsync();
        return new WeakReference(taken);
    }

    // What our own client sends first, to somebody who does not answer.
    private static async Task<byte[]> FirstPacketAsync(QuicWorld world)
    {
        using Socket deaf = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using CancellationTokenSource enough = new();
        Task connecting = Record.ExceptionAsync(() => world.Engine.ConnectAsync(
            world.ClientOptions() with { Remote = (IPEndPoint)deaf.LocalEndPoint! }, enough.Token).AsTask());
        byte[] packet = new byte[2_000];
        int length = await deaf.ReceiveAsync(packet).WaitAsync(QuicWorld.Patience);
        await enough.CancelAsync();
        await connecting;
        return packet[..length];
    }

    private static byte[] ForgedInitial(uint version)
    {
        byte[] packet = RandomNumberGenerator.GetBytes(1_200);
        packet[0] = 0xc3;
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(1), version);
        (packet[5], packet[14], packet[23]) = (8, 8, 0);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(24), 0x4000 | (1_200 - 26));
        return packet;
    }
}
