using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Garita.Quic.Tests.Contract;
using Garita.TestKit;

namespace Garita.Quic.Tests.Interop;

/// <summary>Both our ends against quic-go, a QUIC stack that shares no code with ours or with its libraries.</summary>
public sealed class GoInteropTests
{
    private static QuicEngineKind Engine => QuicSupport.Engine ?? QuicEngineKind.Ngtcp2;

    [ToolFact("go", GoPeer.Library)]
    public async Task Client_of_quic_go_is_served()
    {
        await using QuicWorld world = new(Engine);
        await world.ListenAsync();
        using GoPeer peer = await GoPeer.BuildAsync();
        using X509Certificate2 client = world.Authority.IssueClient("ABCD1234");
        (int code, string output) =
            await peer.ConnectAsync(world.Server.LocalEndPoint, world.Authority, world.Authority, client);
        Assert.True(code == 0, output);
        QuicConnection taken = world.Taken.Single();
        Assert.True(await QuicWorld.UntilAsync(() => taken.End is not null));
        Assert.Equal((QuicEndKind.ClosedByPeer, 7UL), (taken.End!.Kind, taken.End.Code!.Value));
    }

    [ToolFact("go", GoPeer.Library)]
    public async Task Client_of_quic_go_proves_its_address_when_asked()
    {
        await using QuicWorld world = new(Engine);
        await world.ListenAsync(world.ServerOptions() with { Limits = new QuicLimits { HandshakesBeforeRetry = 0 } });
        using GoPeer peer = await GoPeer.BuildAsync();
        using X509Certificate2 client = world.Authority.IssueClient("ABCD1234");
        (int code, string output) =
            await peer.ConnectAsync(world.Server.LocalEndPoint, world.Authority, world.Authority, client);
        Assert.True(code == 0, output);
        Assert.Equal(1, world.Server.Snapshot.Retries);
    }

    [ToolFact("go", GoPeer.Library)]
    public async Task Client_of_quic_go_with_a_strangers_certificate_is_refused()
    {
        await using QuicWorld world = new(Engine);
        await world.ListenAsync();
        using GoPeer peer = await GoPeer.BuildAsync();
        using TestAuthority other = new("Other");
        using X509Certificate2 stranger = other.IssueClient("ABCD1234");
        (int code, string output) =
            await peer.ConnectAsync(world.Server.LocalEndPoint, world.Authority, other, stranger);
        Assert.Equal(1, code);
        Assert.Contains("certificate", output, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(world.Taken);
    }

    [ToolFact("go", GoPeer.Library)]
    public async Task Server_of_quic_go_serves_our_client_and_refuses_a_stranger()
    {
        await using QuicWorld world = new(Engine);
        await world.ListenAsync();
        using GoPeer peer = await GoPeer.BuildAsync();
        using X509Certificate2 certificate = world.Authority.IssueServer(names: QuicWorld.ServerName);
        IPEndPoint server = await peer.ListenAsync(world.Authority, certificate);
        QuicConnection connection = await world.ConnectAsync(world.ClientOptions() with { Remote = server });
        byte[] sent = RandomNumberGenerator.GetBytes(1_000_000);
        byte[] back = await QuicWorld.EchoAsync(connection, sent);
        Assert.True(sent.AsSpan().SequenceEqual(back));

        using TestAuthority other = new("Other");
        using X509Certificate2 stranger = other.IssueClient("ABCD1234");
        QuicClientOptions impostor = world.ClientOptions() with
        {
            Remote = server,
            Certificate = new QuicCertificate(stranger, other.Issuer),
        };
        QuicException fault = await Assert.ThrowsAsync<QuicException>(() => world.ConnectAsync(impostor));
        Assert.Equal(QuicEndKind.TlsAlert, fault.End.Kind);
    }
}
