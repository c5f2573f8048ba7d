using System.Net.WebSockets;
using Garita.Server.Api.Problems;
using Garita.Server.Listeners;
using Garita.Server.Listeners.Lines;
using Garita.Server.Listeners.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Garita.Server.DeviceHttps;

/// <summary><c>/mqtt</c>: MQTT in a WebSocket (MQTT 5 6.0).</summary>
internal sealed class MqttWebSocket(MqttConnections connections, ListenerOptions options, TimeProvider time)
{
    /// <summary>The resource's path; clients have agreed on it.</summary>
    public const string Path = "/mqtt";

    /// <summary>The subprotocol's name [MQTT-6.0.0-3] [MQTT-6.0.0-4].</summary>
    public const string Subprotocol = "mqtt";

    public void Map(IEndpointRouteBuilder routes) => routes.Map(Path, (RequestDelegate)ServeAsync);

    private async Task ServeAsync(HttpContext context)
    {
        if (Objection(context) is { } problem)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        // What the peer does not read is a matter of our own deadline, the same on every road.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(
            new WebSocketAcceptContext { SubProtocol = Subprotocol, KeepAliveInterval = Timeout.InfiniteTimeSpan });
        WebSocketLine line = new(socket, options, time, context.Abort);
        await connections.ServeAsync(line, DeviceGate.PeerOf(context), DeviceGate.RemoteOf(context));
    }

    private static ProblemResult? Objection(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            return Refuse.Upgrade("This resource is a WebSocket.");
        }

        // Over HTTP/2 (RFC 8441) one connection could carry many, and the limits count connections.
        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true })
        {
            return Refuse.NotImplemented("A WebSocket is opened over HTTP/1.1 here.");
        }

        return context.WebSockets.WebSocketRequestedProtocols.Contains(Subprotocol)
            ? null
            : Refuse.Upgrade($"The WebSocket's subprotocol is '{Subprotocol}'.");
    }
}
