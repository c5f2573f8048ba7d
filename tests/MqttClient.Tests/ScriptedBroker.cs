using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Wire;

namespace Garita.MqttClient.Tests;

/// <summary>The broker's end of one connection, played by the test packet by packet.</summary>
internal sealed class ScriptedBroker : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TestSetup _setup;
    private readonly MqttVersion _version;
    private readonly byte[] _input = new byte[64 * 1024];
    private SslStream? _tls;
    private int _end;

    public ScriptedBroker(TestSetup setup, MqttVersion version = MqttVersion.V500)
    {
        _setup = setup;
        _version = version;
        _listener.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Takes a connection, reads its CONNECT and answers it.</summary>
    public async Task<ConnectPacket> AcceptAsync(ConnAckPacket answer)
    {
        Socket socket = await _listener.AcceptSocketAsync(TestSetup.Soon());
        _tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await _tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(
                    _setup.Authority.IssueServer(names: "localhost"), [_setup.Authority.Issuer], offline: true),
                EnabledSslProtocols = SslProtocols.Tls13,
            },
            TestSetup.Soon());
        ConnectPacket connect = Assert.IsType<ConnectPacket>(await ReadAsync());
        await WriteAsync(answer);
        return connect;
    }

    public async Task WriteAsync(params IPacket[] packets)
    {
        ArrayBufferWriter<byte> frames = new();
        Array.ForEach(packets, p => PacketWriter.Write(p, _version, frames));
        await _tls!.WriteAsync(frames.WrittenMemory, TestSetup.Soon());
    }

    public async Task<IPacket> ReadAsync()
    {
        while (true)
        {
            if (TryTake() is { } packet)
            {
                return packet;
            }

            int count = await _tls!.ReadAsync(_input.AsMemory(_end), TestSetup.Soon());
            _end += count > 0 ? count : throw new EndOfStreamException();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        if (_tls is not null)
        {
            await _tls.DisposeAsync();
        }
    }

    private IPacket? TryTake()
    {
        if (FrameReader.TryRead(_input.AsSpan(0, _end), _input.Length, out Frame frame) != FrameStatus.Complete)
        {
            return null;
        }

        IPacket packet = Parse(frame);
        int length = frame.Length;
        _input.AsSpan(length, _end - length).CopyTo(_input);
        _end -= length;
        return packet;
    }

    private IPacket Parse(in Frame frame)
    {
        switch (frame.Type)
        {
            case PacketType.Connect:
                Assert.Equal(PacketStatus.Ok, ConnectPacket.TryRead(frame, out ConnectPacket? connect));
                return connect!;
            case PacketType.Publish:
                Assert.Equal(PacketStatus.Ok, PublishPacket.TryRead(frame, _version, out PublishPacket? publish));
                return publish!;
            case PacketType.PubAck:
                Assert.Equal(PacketStatus.Ok, PubAckPacket.TryRead(frame, _version, out PubAckPacket? ack));
                return ack!;
            case PacketType.Disconnect:
                Assert.Equal(PacketStatus.Ok, DisconnectPacket.TryRead(frame, _version, out DisconnectPacket? bye));
                return bye!;
            default:
                Assert.Equal(PacketType.PingReq, frame.Type);
                return PingReqPacket.Instance;
        }
    }
}
