using System.Security.Cryptography;
using Garita.Authority.Vault;
using Garita.Contracts.Api.Bootstrap;
using Garita.Contracts.Identities;
using Garita.Server.Api.Access;
using Garita.Server.Api.Problems;
using Garita.Server.Bootstrap.Batches;
using Garita.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Garita.Server.Api.Endpoints;

/// <summary>Batches of devices that share a birth certificate.</summary>
internal sealed class BatchEndpoints(BootstrapHost bootstrap, string serverRootPem, AuthorityVault vault)
{
    public void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder batches = api.MapGroup("/batches").WithTags("bootstrap");
        batches.MapGet("/", List).Produces<BatchList>();
        batches.MapPost("/", AddAsync).Produces<BirthKit>(StatusCodes.Status201Created);
        batches.MapGet("/{name}", GetAsync).Produces<BirthKit>();
        batches.MapPost("/{name}/close", CloseAsync).Produces<BatchView>();
    }

    private Ok<BatchList> List() => TypedResults.Ok(new BatchList([.. bootstrap.Batches.List().Select(View)]));

    private async Task<IResult> AddAsync(AddBatchRequest request, HttpContext context)
    {
        Fields fields = new();
        fields.Name(IdentityKind.Birth, request.Name, "name");
        if (!fields.TryCsr(request.CsrPem, out Pki.Requests.ParsedCsr? csr) || fields.Problem is not null)
        {
            return fields.Problem!;
        }

        BatchResult result = await bootstrap.Batches
            .CreateAsync(request.Name, csr, ApiGate.CallerOf(context).Name).ConfigureAwait(false);
        return result switch
        {
            { Batch: { } batch, Certificate: { } certificate } =>
                TypedResults.Created($"/api/v1/batches/{request.Name}", Kit(batch, certificate.Der)),
            { IsTaken: true } => Refuse.Taken("name", request.Name, Registry.AddRefusal.Taken),
            _ => Refuse.Issue(result.Issue),
        };
    }

    private async Task<IResult> GetAsync(string name, HttpContext context)
    {
        byte[]? certificate = bootstrap.Batches.Get(name) is { } batch
            ? await bootstrap.Batches.ReadCertificateAsync(batch, context.RequestAborted).ConfigureAwait(false)
            : null;
        return certificate is null
            ? Refuse.NotFound($"There is no batch '{name}'.")
            : TypedResults.Ok(Kit(bootstrap.Batches.Get(name)!, certificate));
    }

    private async Task<IResult> CloseAsync(string name, HttpContext context)
    {
        BirthBatch? batch = await bootstrap.Batches.CloseAsync(name, ApiGate.CallerOf(context).Name)
            .ConfigureAwait(false);
        return batch is null ? Refuse.NotFound($"There is no batch '{name}'.") : TypedResults.Ok(View(batch));
    }

    private static BatchView View(BirthBatch batch) =>
        new(batch.Name, batch.IsOpen, batch.Fingerprint.Hex, batch.Created, batch.Closed);

    private BirthKit Kit(BirthBatch batch, ReadOnlyMemory<byte> certificate) => new(
        View(batch),
        Pem("CERTIFICATE", certificate.Span) + Pem("CERTIFICATE", vault.Certificates.DeviceIssuer.Der.Span),
        serverRootPem,
        [.. bootstrap.MessageKeys.Select(key => Pem("PUBLIC KEY", key.SubjectPublicKeyInfo.Span))]);

    private static string Pem(string label, ReadOnlySpan<byte> der) => PemEncoding.WriteString(label, der) + "\n";
}
