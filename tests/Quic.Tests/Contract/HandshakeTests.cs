namespace Garita.Quic.Tests.Contract;

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
        Assert.Equal(QuicWorld.ServerName, world.Taken.Single().ServerName);
    }
}
