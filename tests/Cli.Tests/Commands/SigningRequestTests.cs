using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Garita.Cli.Tests.Harness;

namespace Garita.Cli.Tests.Commands;

/// <summary>
/// Signing requests that our own program never makes, sent as any program with an operator's rights could.
/// </summary>
[Collection(ServerFixture.Name)]
public sealed class SigningRequestTests(ServerFixture fixture)
{
    [Theory]
    [InlineData("RSA00001", nameof(Rsa))]
    [InlineData("CURVE001", nameof(OtherCurve))]
    [InlineData("SHORT001", nameof(Truncated))]
    [InlineData("LONG0001", nameof(Trailing))]
    [InlineData("NOTHING1", nameof(NoRequest))]
    public async Task Bad_request_is_refused_by_field_and_nothing_is_registered(string id, string kind)
    {
        string pem = kind switch
        {
            nameof(Rsa) => Rsa(),
            nameof(OtherCurve) => OtherCurve(),
            nameof(Truncated) => Truncated(),
            nameof(Trailing) => Trailing(),
            _ => NoRequest(),
        };
        using HttpClient http = fixture.House.OpenHttp();
        using HttpResponseMessage response = await http.PostAsJsonAsync("api/v1/devices", new { id, csrPem = pem });
        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("csrPem", problem.GetProperty("field").GetString());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        (await fixture.House.RunAsync("device", "show", id)).IsRefusal(ExitCode.NotFound, id);
    }

    [Fact]
    public async Task Good_request_made_the_same_way_is_certified()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using HttpClient http = fixture.House.OpenHttp();
        using HttpResponseMessage response = await http.PostAsJsonAsync(
            "api/v1/devices", new { id = "GOOD0001", csrPem = Pem(Der(key)) });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    private static string Rsa()
    {
        using RSA key = RSA.Create(2048);
        return new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSigningRequestPem();
    }

    private static string OtherCurve()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        return Pem(Der(key));
    }

    private static string Truncated()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Pem(Der(key)[..^10]);
    }

    private static string Trailing()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Pem([.. Der(key), 0, 0]);
    }

    private static string NoRequest() => "hello";

    private static byte[] Der(ECDsa key) => new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256)
        .CreateSigningRequest();

    private static string Pem(byte[] der) => new(PemEncoding.Write("CERTIFICATE REQUEST", der));
}
