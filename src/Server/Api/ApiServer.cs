using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Garita.Contracts.Api;
using Garita.Server.Api.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Api;

/// <summary>The HTTPS listener for people. Knows nothing of what the routes do.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiServer(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint { get; private set; } = new(IPAddress.None, 0);

    /// <summary>Binds and answers from now on.</summary>
    /// <exception cref="IOException">The address cannot be had.</exception>
    public static async Task<ApiServer> StartAsync(
        ApiOptions options, ApiTls tls, RequestBoundary boundary, IEnumerable<Action<RouteGroupBuilder>> routes,
        ILoggerFactory loggers)
    {
        WebApplicationBuilder builder = BareHost.Create(loggers);
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options, tls));
        AddServices(builder.Services, options);

        WebApplication app = builder.Build();
        app.Use(next => context => boundary.InvokeAsync(context, next));
        app.UseRouting();
        app.UseRequestTimeouts();
        app.MapOpenApi("/openapi/{documentName}.json");
        RouteGroupBuilder api = app.MapGroup("/api/v1");
        api.WithMetadata(
            new ProducesResponseTypeMetadata(400, typeof(Problem), [ProblemResult.ContentType]),
            new ProducesResponseTypeMetadata(401, typeof(Problem), [ProblemResult.ContentType]));
        foreach (Action<RouteGroupBuilder> map in routes)
        {
            map(api);
        }

        ApiServer server = new(app);
        try
        {
            await app.StartAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        server.Endpoint = BoundEndpoint(app);
        return server;
    }

    /// <summary>Answers no more; requests under way have a few seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(3));
        await _app.StopAsync(patience.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static void Configure(KestrelServerOptions kestrel, ApiOptions options, ApiTls tls)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
        kestrel.Limits.RequestHeadersTimeout = options.HeaderTimeout;
        kestrel.Limits.Http2.MaxStreamsPerConnection = 32;
        kestrel.Listen(options.Endpoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = options.HeaderTimeout,
                OnConnection = _ => ValueTask.FromResult(tls.Options()),
            });
        });
    }

    private static void AddServices(IServiceCollection services, ApiOptions options)
    {
        services.AddRouting();
        services.AddOpenApi("v1", openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Garita";
            document.Info.Version = "v1";
            document.Servers?.Clear();
            return Task.CompletedTask;
        }));
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = options.RequestTimeout,
            TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
        });
        services.ConfigureHttpJsonOptions(json =>
        {
            JsonSerializerOptions strict = json.SerializerOptions;
            strict.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            strict.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            strict.AllowDuplicateProperties = false;
            strict.RespectNullableAnnotations = true;
            strict.RespectRequiredConstructorParameters = true;
            strict.NumberHandling = JsonNumberHandling.Strict;
            strict.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            strict.MaxDepth = 32;
        });
    }

    private static IPEndPoint BoundEndpoint(WebApplication app)
    {
        IServer server = app.Services.GetRequiredService<IServer>();
        Uri address = new(server.Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return new IPEndPoint(IPAddress.Parse(address.Host.Trim('[', ']')), address.Port);
    }
}
