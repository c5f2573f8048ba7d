using Garita.Broker.Connections;
using Garita.Contracts.Api;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Identities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Garita.Server.DeviceHttps;

/// <summary><c>GET /identity</c>: who the server takes the caller for, and what time it is.</summary>
internal sealed class IdentityResource(TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/identity", (RequestDelegate)AnswerAsync);

    private Task AnswerAsync(HttpContext context)
    {
        Peer peer = DeviceGate.PeerOf(context);
        Identity identity = peer.Attributes.Identity;
        CallerView view = new(
            identity.CommonName,
            identity.Kind.ToString().ToLowerInvariant(),
            [.. peer.Attributes.Groups.Order(StringComparer.Ordinal)],
            peer.Fingerprint.Hex,
            new DateTimeOffset(context.Connection.ClientCertificate!.NotAfter.ToUniversalTime()),
            context.Request.Protocol,
            time.GetUtcNow());
        return context.Response.WriteAsJsonAsync(
            view, ApiJson.Default.CallerView, contentType: null, context.RequestAborted);
    }
}
