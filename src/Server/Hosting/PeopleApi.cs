using Garita.Authority.Issuing;
using Garita.Contracts.Api.Status;
using Garita.Contracts.Identities;
using Garita.Server.Admission;
using Garita.Server.Api;
using Garita.Server.Api.Access;
using Garita.Server.Api.Endpoints;
using Garita.Server.Images;
using Garita.Server.Issuing;
using Garita.Server.Registry;
using Garita.Server.Rollouts;
using Garita.Server.Updates;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Hosting;

/// <summary>The API for people, put together from its resources.</summary>
internal sealed class PeopleApi : IAsyncDisposable
{
    private readonly TokenStore _tokens;
    private readonly IDisposable[] _endpoints;
    private readonly ApiServer _server;

    private PeopleApi(TokenStore tokens, IDisposable[] endpoints, ApiServer server)
    {
        _tokens = tokens;
        _endpoints = endpoints;
        _server = server;
    }

    public System.Net.IPEndPoint Endpoint => _server.Endpoint;

    /// <exception cref="IOException">The address cannot be had.</exception>
    public static async Task<PeopleApi> StartAsync(
        DataDirectory data, Messaging messaging, Publishing publishing, ApiTls tls, CertificateAdmission admission,
        ApiSettings settings)
    {
        ApiOptions options = settings.Options;
        ILogger log = settings.Loggers.CreateLogger("Garita.Api");
        ILogger registryLog = settings.Loggers.CreateLogger("Garita.Registry");
        CertificateAuthority authority = new(
            data.Vault.DeviceIssuer,
            data.Vault.Trust,
            data.Issuance,
            settings.Time,
            settings.Loggers.CreateLogger<CertificateAuthority>());
        IdentityEnrollment enrollment = new(data.Registry, authority, registryLog);
        IdentityLifecycle lifecycle = new(data.Registry, messaging.Broker, registryLog);
        Views views = new(messaging.Liveness, ServerTrust.RootPem(data.Vault));
        TokenStore tokens = new(data.Database, data.Registry, options, settings.Time);
        ApiGate gate = new(admission, tokens, messaging.Liveness, options, settings.Time, log)
        {
            Audit = publishing.Refusals.Counter,
        };

        PeopleEndpoints[] people =
        [
            new(IdentityKind.Operator, data.Registry, enrollment, lifecycle, data.Vault, views),
            new(IdentityKind.Service, data.Registry, enrollment, lifecycle, data.Vault, views),
        ];
        AuditEndpoints audit = new(publishing.Audit, publishing.Late, publishing.Witnesses);
        List<Action<RouteGroupBuilder>> routes =
        [
            new DeviceEndpoints(
                data.Registry, enrollment, lifecycle, messaging.States, settings.Updates.Desk, views).Map,
            new TelemetryEndpoints(data.Database, data.Registry, messaging.Tail, options, settings.Time).Map,
            new CommandEndpoints(data.Registry, messaging.Commands, messaging.States, options).Map,
            new PolicyEndpoints(messaging.Policy, data.Registry, options).Map,
            new TokenEndpoints(tokens, log).Map,
            new StatusEndpoints(settings.Status).Map,
            new BatchEndpoints(settings.Bootstrap, ServerTrust.RootPem(data.Vault), data.Vault).Map,
            new BootstrapEndpoints(data, views, settings.Time, log).Map,
            new BootstrapKeyEndpoints(settings.Bootstrap.Rotation).Map,
            audit.Map,
            new UpdateEndpoints(settings.Updates.Desk, settings.Updates.Catalog, settings.Rollouts.Approvals).Map,
            new RolloutEndpoints(settings.Rollouts.Desk, settings.Rollouts.Approvals).Map,
            new TrustEndpoints(publishing.Trust, publishing.Refusals.Counter).Map,
            new ImageEndpoints(publishing.Images, publishing.Desk, publishing.Catalog, settings.Images, log).Map,
            new ReleaseEndpoints(
                publishing.Desk, publishing.Catalog, publishing.Audit, options, publishing.Refusals.Counter, log).Map,
            .. people.Select(endpoints => (Action<RouteGroupBuilder>)endpoints.Map),
        ];
        return new PeopleApi(
            tokens,
            [.. people, audit],
            await ApiServer.StartAsync(
                options, tls, new RequestBoundary(gate.JudgeAsync, log), routes, settings.Loggers)
                .ConfigureAwait(false));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        foreach (IDisposable endpoints in _endpoints)
        {
            endpoints.Dispose();
        }

        _tokens.Dispose();
    }

    /// <summary>What the API needs from its surroundings.</summary>
    internal sealed record ApiSettings(
        ApiOptions Options,
        ImageOptions Images,
        UpdateService Updates,
        RolloutService Rollouts,
        BootstrapHost Bootstrap,
        Func<ServerStatus> Status,
        TimeProvider Time,
        ILoggerFactory Loggers);
}
