using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Garita.TestKit;

namespace Garita.Quic.Tests.Contract;

/// <summary>Who gets in, who does not, and what each side learns of it.</summary>
public sealed class HandshakeTests
{
    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Handshake_of_two_known_ends_carries_an_echo(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync();
        QuicConnection connection = await world.ConnectAsync();
        Assert.Equal(QuicWorld.Alpn, connection.Protocol);
        Assert.Equal("CN=" + QuicWorld.ServerName, connection.RemoteCertificate!.Subject);
        Assert.Equal("hola"u8.ToArray(), await QuicWorld.EchoAsync(connection, "hola"u8.ToArray()));
        Assert.Equal("CN=ABCD1234", world.Taken.Single().RemoteCertificate!.Subject);
        Assert.Equal(2, world.Taken.Single().RemoteChain.Count);
        Assert.Equal(QuicWorld.ServerName, world.Taken.Single().ServerName);
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Client_without_a_certificate_is_refused(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync();
        await AssertRefusedByServerAsync(world, world.ClientOptions() with { Certificate = null });
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Client_of_another_authority_is_refused(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync();
        using TestAuthority other = new("Other");
        using X509Certificate2 stranger = other.IssueClient("ABCD1234");
        await AssertRefusedByServerAsync(
            world, world.ClientOptions() with { Certificate = new QuicCertificate(stranger, other.Issuer) });
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Client_that_shows_a_servers_certificate_is_refused(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync();
        using X509Certificate2 wrong = world.Authority.IssueServer(names: "other.test");
        await AssertRefusedByServerAsync(
            world, world.ClientOptions() with { Certificate = new QuicCertificate(wrong, world.Authority.Issuer) });
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Verifier_that_throws_refuses(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync(world.ServerOptions() with { Verify = _ => throw new InvalidOperationException() });
        await AssertRefusedByServerAsync(world, world.ClientOptions());
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Client_without_a_certificate_is_judged_where_none_is_required(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        int asked = -1;
        await world.ListenAsync(world.ServerOptions() with
        {
            ClientCertificates = QuicClientCertificates.Asked,
            Verify = peer => (asked = peer.Chain.Count) == 0,
        });
        QuicConnection connection = await world.ConnectAsync(world.ClientOptions() with { Certificate = null });
        Assert.Equal([7], await QuicWorld.EchoAsync(connection, [7]));
        Assert.Equal(0, asked);
        Assert.Null(world.Taken.Single().RemoteCertificate);
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Client_without_a_certificate_can_be_refused_where_none_is_required(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync(world.ServerOptions() with
        {
            ClientCertificates = QuicClientCertificates.Asked,
            Verify = peer => peer.Chain.Count > 0,
        });
        await AssertRefusedByServerAsync(world, world.ClientOptions() with { Certificate = null });
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Server_with_another_name_is_refused(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync();
        QuicException fault = await Assert.ThrowsAsync<QuicException>(
            () => world.ConnectAsync(world.ClientOptions() with { ServerName = "other.test" }));
        Assert.Equal(QuicEndKind.CertificateRefused, fault.End.Kind);
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Server_of_another_authority_is_refused(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync();
        using TestAuthority other = new("Other");
        QuicException fault = await Assert.ThrowsAsync<QuicException>(() => world.ConnectAsync(
            world.ClientOptions() with { Verify = ChainRules.For(other, "1.3.6.1.5.5.7.3.1") }));
        Assert.Equal(QuicEndKind.CertificateRefused, fault.End.Kind);
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Client_that_shares_no_protocol_is_refused(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync();
        QuicException fault = await Assert.ThrowsAsync<QuicException>(
            () => world.ConnectAsync(world.ClientOptions() with { Protocols = ["nope/9"] }));

        // no_application_protocol (RFC 7301 3.2)
        Assert.Equal((QuicEndKind.TlsAlert, 120UL), (fault.End.Kind, fault.End.Code!.Value));
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Protocol_that_the_server_prefers_is_chosen(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync(world.ServerOptions() with { Protocols = ["first/1", "second/1"] });
        QuicConnection connection =
            await world.ConnectAsync(world.ClientOptions() with { Protocols = ["second/1", "first/1"] });
        Assert.Equal("first/1", connection.Protocol);
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Nobody_at_the_other_end_is_a_timeout(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync();
        using System.Net.Sockets.UdpClient deaf = new(new IPEndPoint(IPAddress.Loopback, 0));
        QuicException fault = await Assert.ThrowsAsync<QuicException>(() => world.ConnectAsync(
            world.ClientOptions() with
            {
                Remote = (IPEndPoint)deaf.Client.LocalEndPoint!,
                Limits = new QuicLimits { HandshakeTimeout = TimeSpan.FromMilliseconds(300) },
            }));
        Assert.Equal(QuicEndKind.HandshakeTimeout, fault.End.Kind);
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task New_certificate_is_shown_to_new_connections_alone(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync();
        QuicConnection before = await world.ConnectAsync();
        X509Certificate2 renewed = world.Authority.IssueServer(names: QuicWorld.ServerName);
        world.Server.Certificate = new QuicCertificate(renewed, world.Authority.Issuer);
        QuicConnection after = await world.ConnectAsync();
        Assert.NotEqual(renewed.Thumbprint, before.RemoteCertificate!.Thumbprint);
        Assert.Equal(renewed.Thumbprint, after.RemoteCertificate!.Thumbprint);
        Assert.Equal([1], await QuicWorld.EchoAsync(before, [1]));
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Both_families_of_addresses_reach_a_wildcard_server(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync(world.ServerOptions() with { Endpoint = new IPEndPoint(IPAddress.IPv6Any, 0) });
        IPAddress[] addresses = [IPAddress.Loopback, IPAddress.Parse("127.0.0.2"), IPAddress.IPv6Loopback];
        foreach (IPAddress address in addresses)
        {
            QuicConnection connection = await world.ConnectAsync(world.ClientOptions() with
            {
                Remote = new IPEndPoint(address, world.Server.LocalEndPoint.Port),
            });
            Assert.Equal([2], await QuicWorld.EchoAsync(connection, [2]));
            Assert.Equal(address, world.Taken[^1].LocalEndPoint.Address);
        }
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Handshake_that_fails_is_told_of_once_and_one_that_does_not_never(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        ConcurrentQueue<QuicFailedHandshake> failed = [];
        await world.ListenAsync(world.ServerOptions() with { Failed = failed.Enqueue });
        using TestAuthority other = new("Other");
        using X509Certificate2 stranger = other.IssueClient("ABCD1234");
        QuicClientOptions refused = world.ClientOptions() with
        {
            Certificate = new QuicCertificate(stranger, other.Issuer),
        };

        await (await world.ConnectAsync()).DisposeAsync();
        await Assert.ThrowsAsync<QuicException>(
            () => world.ConnectAsync(world.ClientOptions() with { Protocols = ["nope/9"] }));
        await AssertRefusedByServerAsync(world, refused, taken: 1);
        await Assert.ThrowsAsync<QuicException>(() => world.ConnectAsync(
            world.ClientOptions() with { Verify = _ => false }));

        Assert.True(await QuicWorld.UntilAsync(() => failed.Count == 3), string.Join('\n', failed));
        Assert.Equal([false, true, false], failed.Select(f => f.IsVerdict));
        Assert.Equal([false, false, true], failed.Select(f => f.End.ByPeer));
        Assert.Equal(3, world.Server.Snapshot.Failed);
    }

    // A client that cannot wait for the server's judgement learns of it with its first stream.
    private static async Task AssertRefusedByServerAsync(QuicWorld world, QuicClientOptions options, int taken = 0)
    {
        QuicException fault = await Assert.ThrowsAsync<QuicException>(async () =>
        {
            QuicConnection connection = await world.ConnectAsync(options);
            Assert.Equal(QuicEngineKind.Platform, world.Engine.Kind);
            await QuicWorld.EchoAsync(connection, [1]);
        });
        Assert.Equal(QuicEndKind.TlsAlert, fault.End.Kind);
        Assert.Equal(taken, world.Taken.Count);
    }
}
