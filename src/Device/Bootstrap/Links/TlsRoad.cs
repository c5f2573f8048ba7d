using System.Buffers.Binary;
using Garita.Contracts.Bootstrap;
using Garita.MqttClient.Transports;
using Garita.MqttClient.Trust;

namespace Garita.Device.Bootstrap.Links;

/// <summary>TLS 1.3 on TCP: each message is led by its length in four bytes, big-endian.</summary>
internal static class TlsRoad
{
    /// <summary>Connects.</summary>
    public static async Task<BootstrapRoad> OpenAsync(BootstrapOptions options, CancellationToken cancellationToken)
    {
        TlsTransport transport = new(new TlsTransportOptions
        {
            Host = options.Host,
            Port = options.TcpPort,
            ServerName = options.ServerName,
            Trust = ServerTrust.InRoots(options.ServerRoots),
            Certificate = options.Birth,
            Protocol = BootstrapWire.Alpn,
        });
        Stream stream = await transport.OpenAsync(cancellationToken).ConfigureAwait(false);
        return new BootstrapRoad("TCP", (request, stop) => ExchangeAsync(stream, request, stop), stream);
    }

    private static async Task<byte[]?> ExchangeAsync(
        Stream stream, ReadOnlyMemory<byte> request, CancellationToken stop)
    {
        byte[] framed = new byte[BootstrapWire.LengthBytes + request.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed, request.Length);
        request.CopyTo(framed.AsMemory(BootstrapWire.LengthBytes));
        await stream.WriteAsync(framed, stop).ConfigureAwait(false);
        await stream.FlushAsync(stop).ConfigureAwait(false);

        byte[] head = new byte[BootstrapWire.LengthBytes];
        await stream.ReadExactlyAsync(head, stop).ConfigureAwait(false);
        int length = BinaryPrimitives.ReadInt32BigEndian(head);
        if (length is < 1 or > BootstrapWire.MaxMessageBytes)
        {
            return null;
        }

        byte[] reply = new byte[length];
        await stream.ReadExactlyAsync(reply, stop).ConfigureAwait(false);
        return reply;
    }
}
