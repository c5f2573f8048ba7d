using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Garita.Server.DeviceHttps;
using Garita.Server.Tests.Listeners;

namespace Garita.Server.Tests.DeviceHttps;

public sealed class RecordStreamTests : IDisposable
{
    private readonly TestPki _pki = new();

    public void Dispose() => _pki.Dispose();

    [Fact]
    public async Task Write_to_a_peer_that_is_gone_cuts_the_connection_and_throws_nothing()
    {
        (SslStream server, Socket client) = await ShakeHandsAsync();
        await using (server)
        {
            int cuts = 0;
            await using RecordStream stream = new(server, 1_000, () => cuts++);
            await stream.WriteAsync(new byte[5_000]);
            Assert.Equal(0, cuts);

            // A reset, so that the next write is told of it.
            client.LingerState = new LingerOption(true, 0);
            client.Dispose();
            for (int i = 0; i < 1_000 && cuts == 0; i++)
            {
                await stream.WriteAsync(new byte[5_000]).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
            }

            Assert.Equal(1, cuts);
        }
    }

    [Fact]
    public async Task Write_to_a_stream_that_was_disposed_cuts_the_connection_and_throws_nothing()
    {
        (SslStream server, Socket client) = await ShakeHandsAsync();
        using (client)
        {
            int cuts = 0;
            await using RecordStream stream = new(server, 1_000, () => cuts++);
            await server.DisposeAsync();

            await stream.WriteAsync(new byte[10]);

            Assert.Equal(1, cuts);
        }
    }

    [Fact]
    public async Task Write_that_is_given_up_is_told_as_such()
    {
        (SslStream server, Socket client) = await ShakeHandsAsync();
        await using (server)
        using (client)
        {
            await using RecordStream stream = new(server, 1_000, () => Assert.Fail("nobody is gone"));
            using CancellationTokenSource cancelled = new();
            await cancelled.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => stream.WriteAsync(new byte[10], cancelled.Token).AsTask());
        }
    }

    private async Task<(SslStream Server, Socket Client)> ShakeHandsAsync()
    {
        using Socket listening = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Task<Socket> accepting = listening.AcceptAsync();
        await client.ConnectAsync(listening.LocalEndPoint!);
        SslStream server = new(new NetworkStream(await accepting, ownsSocket: true));
        SslStream other = new(new NetworkStream(client));
        Task serving = server.AuthenticateAsServerAsync(_pki.Server);
        await other.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            CertificateChainPolicy = PolicyWithIssuer(),
        }).WaitAsync(TimeSpan.FromSeconds(20));
        await serving.WaitAsync(TimeSpan.FromSeconds(20));
        return (server, client);
    }

    // The server shows its leaf alone.
    private System.Security.Cryptography.X509Certificates.X509ChainPolicy PolicyWithIssuer()
    {
        var policy = _pki.ServerPolicy();
        policy.ExtraStore.Add(_pki.ServerIssuer);
        return policy;
    }
}
