using System.Security.Cryptography.X509Certificates;
using Garita.AuditLog.Refusals;
using Garita.Broker.Connections;
using Garita.Contracts.Api;
using Garita.Contracts.Identities;
using Garita.Pki.Verification;
using Garita.Server.Admission;
using Garita.Server.Api.Problems;
using Garita.Server.Hosting;
using Garita.Server.Registry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Api.Access;

/// <summary>
/// Stands before every route: says who asks, or refuses. Asked on every request, so that an operator who was disabled
/// or a token that was revoked is out at once, on open connections as well.
/// </summary>
internal sealed class ApiGate(
    CertificateAdmission admission, TokenStore tokens, Liveness liveness, ApiOptions options, TimeProvider time,
    ILogger logger)
{
    private const string Bearer = "Bearer ";

    // A token has 50 characters; whatever is longer is not hashed.
    private const int MaxSecretLength = 128;

    private readonly WrongTokenLimiter _limiter = new(options.WrongTokensPerMinute, time);
    private readonly LineBudget _lines = new(options.RefusalLinesPerMinute, time);
    private readonly HashSet<string> _origins = new(options.AllowedOrigins, StringComparer.Ordinal);

    /// <summary>Where refusals are counted for the audit log.</summary>
    public RefusalCounter? Audit { get; init; }

    /// <summary>Null where the request may go on; then <see cref="CallerOf"/> knows who asks.</summary>
    public async ValueTask<ProblemResult?> JudgeAsync(HttpContext context)
    {
        string? authorization = context.Request.Headers.Authorization;
        ProblemResult? refusal = authorization is null
            ? JudgeCertificate(context)
            : await JudgeTokenAsync(context, authorization).ConfigureAwait(false);
        refusal ??= JudgeOrigin(context.Request);
        if (refusal is not null)
        {
            Audit?.Count("api", refusal.Problem.Type[ProblemTypes.Prefix.Length..]);
        }

        if (refusal is not null && _lines.TryTake(out long silent))
        {
            ApiLog.Refused(
                logger, Remote(context), context.Request.Method, refusal.Problem.Status, refusal.Problem.Type, silent);
        }

        return refusal;
    }

    public static ApiCaller CallerOf(HttpContext context) => context.Features.Get<ApiCaller>()
        ?? throw new InvalidOperationException("the gate was passed by");

    private static string Remote(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    private ProblemResult? JudgeCertificate(HttpContext context)
    {
        if (context.Connection.ClientCertificate is not X509Certificate2 certificate)
        {
            return Refuse.NotAuthenticated("Show an operator's certificate or send a token.");
        }

        AdmissionVerdict verdict = admission.Judge(certificate, Remote(context));
        if (verdict.Chain != ChainRefusal.None)
        {
            return Refuse.NotAuthenticated($"The certificate is not accepted: {verdict.Chain}.");
        }

        Peer peer = verdict.Peer!;
        Identity identity = peer.Attributes.Identity;
        if (peer.Refusal is { } refusal)
        {
            return Refuse.NotAuthenticated($"The certificate's holder is refused: {refusal}.");
        }

        if (identity.Kind != IdentityKind.Operator)
        {
            return Refuse.NotAllowed($"{identity} is not an operator; devices and services use MQTT.");
        }

        liveness.Saw(identity);
        context.Features.Set(new ApiCaller(
            identity.CommonName, identity, () => admission.Judge(certificate, Remote(context)).IsAdmitted));
        return null;
    }

    private async Task<ProblemResult?> JudgeTokenAsync(HttpContext context, string authorization)
    {
        StoredToken? token = authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            && authorization.Length <= Bearer.Length + MaxSecretLength
            ? await tokens.FindAsync(authorization[Bearer.Length..].Trim(), context.RequestAborted)
                .ConfigureAwait(false)
            : null;
        if (token is null)
        {
            return _limiter.Allow(context.Connection.RemoteIpAddress)
                ? Refuse.NotAuthenticated("The token is wrong, expired or revoked.")
                : Refuse.TooMany("Too many wrong tokens from this address; wait a minute.");
        }

        context.Features.Set(new ApiCaller("token:" + token.Name, null, () => tokens.IsGood(token))
        {
            Person = token.CreatedBy,
        });
        return null;
    }

    /// <summary>
    /// A browser sends Origin with every request that is not a plain GET (Fetch 3.2); other programs do not.
    /// </summary>
    private ProblemResult? JudgeOrigin(HttpRequest request)
    {
        string origin = request.Headers.Origin.ToString();
        bool changes = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        return changes && origin.Length > 0 && !_origins.Contains(origin) ? Refuse.Origin(origin) : null;
    }
}
