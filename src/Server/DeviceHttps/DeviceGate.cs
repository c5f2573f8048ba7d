using System.Net;
using System.Security.Cryptography.X509Certificates;
using Garita.Broker.Connections;
using Garita.Contracts.Identities;
using Garita.Server.Api.Problems;
using Garita.Server.Listeners;
using Microsoft.AspNetCore.Http;

namespace Garita.Server.DeviceHttps;

/// <summary>
/// Stands before every route for devices: the handshake has proved the certificate, this asks on every request whether
/// its holder is still welcome.
/// </summary>
internal sealed class DeviceGate(PeerAdmission admission, RefusalLog refusals, DeviceHttpsOptions options)
{
    private readonly HashSet<string> _origins = new(options.AllowedOrigins, StringComparer.Ordinal);

    /// <summary>
    /// Null where the request may go on; then <see cref="PeerOf"/> knows who asks. Whom the registry refuses may still
    /// open a WebSocket: the broker answers its CONNECT with the reason, as on every other road.
    /// </summary>
    public ValueTask<ProblemResult?> JudgeAsync(HttpContext context)
    {
        IPEndPoint remote = RemoteOf(context);
        bool isMqtt = context.WebSockets.IsWebSocketRequest;
        ProblemResult? refusal = JudgeCaller(context, remote, isMqtt) ?? JudgeOrigin(context.Request, remote, isMqtt);
        return ValueTask.FromResult(refusal);
    }

    /// <summary>Who asks.</summary>
    public static Peer PeerOf(HttpContext context) => context.Features.Get<Peer>()
        ?? throw new InvalidOperationException("the gate was passed by");

    /// <summary>Where it asks from.</summary>
    public static IPEndPoint RemoteOf(HttpContext context) => new(
        context.Connection.RemoteIpAddress ?? IPAddress.None, context.Connection.RemotePort);

    private ProblemResult? JudgeCaller(HttpContext context, IPEndPoint remote, bool isMqtt)
    {
        X509Certificate2? certificate = context.Connection.ClientCertificate;
        string answer = isMqtt ? "answered by CONNACK" : "answered by 401";
        Peer? peer = certificate is null ? null : admission.JudgeAndTell(certificate, remote, answer);
        if (peer is null)
        {
            return Refuse.NotAuthenticated("The certificate is not accepted.");
        }

        if (peer.Refusal is { } refusal && !isMqtt)
        {
            return Refuse.NotAuthenticated($"The certificate's holder is refused: {refusal}.");
        }

        if (peer.Attributes.Identity.Kind == IdentityKind.Operator)
        {
            refusals.Report(remote, nameof(HandshakeRefusal.WrongPurpose), "an operator, answered by 403", null);
            return Refuse.NotAllowed("Operators use the API for people.");
        }

        context.Features.Set(peer);
        return null;
    }

    // A browser sends Origin with a WebSocket (RFC 6455 4.1) and with whatever is no plain GET (Fetch 3.2). Our own
    // origin is no page, since none is served here, but some clients name it of themselves; a page elsewhere that got
    // its name to lead here does not get past the browser's look at our certificate.
    private ProblemResult? JudgeOrigin(HttpRequest request, IPEndPoint remote, bool isMqtt)
    {
        string origin = request.Headers.Origin.ToString();
        bool matters = isMqtt || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method));
        bool isOwn = origin.Equals($"https://{request.Host}", StringComparison.OrdinalIgnoreCase);
        if (!matters || origin.Length == 0 || isOwn || _origins.Contains(origin))
        {
            return null;
        }

        refusals.Report(remote, "OriginRefused", "answered by 403", null);
        return Refuse.Origin(origin);
    }
}
