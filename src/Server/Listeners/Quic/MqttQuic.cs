using System.Security.Cryptography.X509Certificates;
using Garita.Broker.Connections;
using Garita.Quic;
using Garita.Server.Listeners.Lines;
using Garita.Server.Listeners.Serving;

namespace Garita.Server.Listeners.Quic;

/// <summary>MQTT over QUIC: ALPN <c>mqtt</c>, and the one stream that the client opens, as EMQX's do.</summary>
/// <remarks>No standard describes it. A second stream is reset and changes nothing.</remarks>
internal sealed class MqttQuic(
    MqttConnections connections, PeerAdmission admission, ListenerOptions options, TimeProvider time)
{
    /// <summary>The name in ALPN.</summary>
    public const string Protocol = "mqtt";

    /// <summary>Serves one connection until it ends.</summary>
    public async Task ServeAsync(QuicConnection connection)
    {
        X509Certificate2 certificate = connection.RemoteCertificate
            ?? throw new InvalidOperationException("let in without a certificate");
        Peer? admitted = admission.JudgeAndTell(certificate, connection.RemoteEndPoint, "answered by CONNACK");
        if (admitted is null || await FirstStreamAsync(connection) is not { } stream)
        {
            await connection.CloseAsync(QuicCodes.Cut);
            return;
        }

        Task others = ResetOthersAsync(connection);
        QuicLine line = new(connection, stream, options.MaxRecordBytes);
        await connections.ServeAsync(line, admitted, connection.RemoteEndPoint);
        await others;
    }

    // A connection without a stream is as good as an unfinished handshake.
    private async Task<QuicStream?> FirstStreamAsync(QuicConnection connection)
    {
        using CancellationTokenSource patience = new(options.HandshakeTimeout, time);
        try
        {
            while (await connection.AcceptStreamAsync(patience.Token) is { } stream)
            {
                if (stream.CanWrite)
                {
                    return stream;
                }

                await ResetAsync(stream);
            }
        }
        catch (OperationCanceledException)
        {
            // Nothing came.
        }

        return null;
    }

    // Ends with the connection.
    private static async Task ResetOthersAsync(QuicConnection connection)
    {
        while (await connection.AcceptStreamAsync() is { } stream)
        {
            await ResetAsync(stream);
        }
    }

    private static ValueTask ResetAsync(QuicStream stream)
    {
        stream.Abort(QuicCodes.OneStreamOnly);
        return stream.DisposeAsync();
    }
}
