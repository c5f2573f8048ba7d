using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Garita.AuditLog.Entries;
using Garita.AuditLog.Verification;
using Garita.Contracts.Api;
using Garita.Contracts.Api.Audit;
using Garita.Contracts.Api.Releases;
using Garita.Firmware;
using Garita.Merkle;
using Garita.Merkle.Notes;
using Garita.Server.Tests.Fixtures;
using Garita.Server.Tests.Releases;

namespace Garita.Server.Tests.Api;

public sealed class ReleaseApiTests
{
    [Fact]
    public async Task Release_is_published_listed_and_delivered_with_a_proof_that_a_device_can_check()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Maker maker = new();
        HttpClient ci = await PrepareAsync(server, maker);

        using HttpResponseMessage published = await PublishAsync(ci, maker.Release(5), maker.WayBack(6));
        Assert.Equal(HttpStatusCode.Created, published.StatusCode);
        ReleaseView view = await published.ReadAsync(ApiJson.Default.ReleaseView);
        Assert.Equal("token:ci", view.PublishedBy);
        using HttpResponseMessage again = await PublishAsync(ci, maker.Release(5), maker.WayBack(6));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);

        NoteKey log = await LogKeyAsync(server);
        foreach (ManifestView manifest in (ManifestView[])[view.Manifest, view.WayBack!])
        {
            using HttpResponseMessage answer = await ci.GetAsync($"releases/{manifest.Digest}/manifest");
            SignedManifest signed = await answer.ReadAsync(ApiJson.Default.SignedManifest);
            Sha256Digest digest = Maker.DigestOf(signed.Envelope);
            Assert.Equal(manifest.Digest, digest.Hex);
            byte[] file = Encoding.UTF8.GetBytes(signed.Proof);
            Assert.Equal(LogRefusal.None, TlogProof.TryParse(file, out TlogProof? proof));
            Assert.Equal(LogRefusal.None, proof!.Verify(
                ReleaseEntry.LeafOf(new MerkleHash(digest.ToArray())), log, WitnessPolicy.None, null, out _));
        }

        JsonElement page = await ci.GetOkAsync($"releases?class={Maker.Class}");
        Assert.Equal(view.Manifest.Digest,
            page.GetProperty("items")[0].GetProperty("manifest").GetProperty("digest").GetString());
        Assert.Equal(0, (await ci.GetOkAsync($"releases?class={Maker.Vendor}")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Releases_trust_and_log_survive_a_restart()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Maker maker = new();
        HttpClient ci = await PrepareAsync(server, maker);
        using HttpResponseMessage published = await PublishAsync(ci, maker.Release(5), null);
        ReleaseView view = await published.ReadAsync(ApiJson.Default.ReleaseView);
        await server.RestartAsync();

        Assert.Equal(1, (await server.Api.GetOkAsync("trust/newest")).GetProperty("version").GetInt32());
        await (await server.Api.PostAsync($"releases/{view.Manifest.Digest}/withdraw")).IsOkAsync();
        JsonElement shown = await server.Api.GetOkAsync($"releases/{view.Manifest.Digest}");
        Assert.Equal("withdrawn", shown.GetProperty("state").GetString());

        await using Stream export = await server.Api.GetStreamAsync("audit/export");
        LogReport report = LogVerifier.Verify(export, await LogKeyAsync(server));
        Assert.Equal(ExportFault.None, report.Fault);
        using HttpResponseMessage entries = await server.Api.GetAsync("audit/entries?from=0&limit=1000");
        AuditPage page = await entries.ReadAsync(ApiJson.Default.AuditPage);
        Assert.Equal(report.Entries, page.Items.Count);
        AuditEntryView release = page.Items[(int)view.Manifest.LogIndex];
        Assert.Equal(("release", view.Manifest.Digest), (release.Kind, release.Digest));
        Assert.Equal(release.Leaf, Convert.ToHexStringLower(TreeHash.Leaf(release.Body!).Span));
        Assert.Contains(page.Items, e => e is { Kind: "intent", Action: "trust.install", Actor: "operator:ana" });
        Assert.Contains(page.Items, e => e is { Kind: "intent", Action: "release.publish", Actor: "token:ci" });
    }

    [Fact]
    public async Task Release_that_does_not_verify_is_refused_with_its_reason()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Maker maker = new();
        using Maker stranger = new();
        HttpClient ci = await PrepareAsync(server, maker);

        await IsRefusedAsync(maker.Release(5, null, -1), null, "unsigned", "envelope");
        await IsRefusedAsync(maker.Release(5, null, 0), null, "below-threshold", "envelope");
        await IsRefusedAsync(stranger.Release(5), null, "wrong-signature", "envelope");
        await IsRefusedAsync(maker.Release(5), maker.WayBack(6, null, 1), "below-threshold", "wayBack");
        await IsRefusedAsync(maker.Release(5), maker.WayBack(5), "way-back-not-higher", "wayBack");
        await IsRefusedAsync([1, 2, 3], null, "malformed", "envelope");
        Assert.Equal(0, (await ci.GetOkAsync("releases")).GetProperty("items").GetArrayLength());

        async Task IsRefusedAsync(byte[] release, byte[]? wayBack, string reason, string field)
        {
            using HttpResponseMessage response = await PublishAsync(ci, release, wayBack);
            Problem problem = await response.IsProblemAsync(
                HttpStatusCode.UnprocessableEntity, ProblemTypes.ReleaseRefused);
            Assert.Equal((reason, field), (problem.Reason, problem.Field));
        }
    }

    [Fact]
    public async Task Token_installs_no_trust_document_and_nobody_without_credentials_does_anything()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Maker maker = new();
        HttpClient ci = await TokenAsync(server);
        using HttpResponseMessage byToken = await InstallAsync(ci, maker.Trust(1));
        await byToken.IsProblemAsync(HttpStatusCode.Forbidden, ProblemTypes.NotAllowed);
        using HttpResponseMessage weak = await InstallAsync(server.Api, maker.Trust(1, 1));
        Problem problem = await weak.IsProblemAsync(HttpStatusCode.UnprocessableEntity, ProblemTypes.TrustRefused);
        Assert.Equal("below-own-threshold", problem.Reason);

        HttpClient nobody = server.Client();
        using HttpResponseMessage upload = await UploadAsync(nobody, maker.Image);
        await upload.IsProblemAsync(HttpStatusCode.Unauthorized, ProblemTypes.NotAuthenticated);
        using HttpResponseMessage publish = await PublishAsync(nobody, maker.Release(5), null);
        await publish.IsProblemAsync(HttpStatusCode.Unauthorized, ProblemTypes.NotAuthenticated);
    }

    [Fact]
    public async Task Upload_that_is_wrong_too_large_or_broken_off_leaves_nothing()
    {
        await using TestServer server = await TestServer.StartAsync(options => options with
        {
            Images = options.Images with { MaxImageBytes = 60_000 },
        });
        using Maker maker = new();
        HttpClient ci = await TokenAsync(server);

        using HttpResponseMessage wrong = await UploadAsync(ci, maker.Image, Sha256Digest.Of([1]));
        Problem problem = await wrong.IsProblemAsync(HttpStatusCode.UnprocessableEntity, ProblemTypes.ImageRefused);
        Assert.Equal("wrong-digest", problem.Reason);
        using HttpResponseMessage large = await UploadAsync(ci, new byte[60_001]);
        await large.IsProblemAsync(HttpStatusCode.RequestEntityTooLarge, ProblemTypes.BodyTooLarge);
        await BreakOffAsync(ci, maker.Image);
        Assert.Equal(0, (await ci.GetOkAsync("images")).GetProperty("items").GetArrayLength());

        using HttpResponseMessage good = await UploadAsync(ci, maker.Image);
        Assert.Equal(HttpStatusCode.Created, good.StatusCode);
        using HttpResponseMessage again = await UploadAsync(ci, maker.Image);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        await (await ci.DeleteAsync("images/" + Sha256Digest.Of(maker.Image))).IsOkAsync();
        Assert.Equal(0, (await ci.GetOkAsync("images")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Image_of_a_release_cannot_be_deleted()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Maker maker = new();
        HttpClient ci = await PrepareAsync(server, maker);
        await (await PublishAsync(ci, maker.Release(5), null)).IsOkAsync();

        using HttpResponseMessage refused = await ci.DeleteAsync("images/" + Sha256Digest.Of(maker.Image));
        await refused.IsProblemAsync(HttpStatusCode.Conflict, ProblemTypes.ImageInUse);
    }

    private static async Task BreakOffAsync(HttpClient client, byte[] image)
    {
        using CancellationTokenSource stop = new();
        using HttpRequestMessage request = new(HttpMethod.Put, "images/" + Sha256Digest.Of(image));
        request.Content = new StreamContent(new HalfStream(image, stop));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Content.Headers.ContentLength = image.Length;
        Exception? end = await Record.ExceptionAsync(() => client.SendAsync(request, stop.Token));

        // The server may notice first, and then the client's pipe is broken.
        Assert.True(end is OperationCanceledException or HttpRequestException, end?.ToString());
    }

    private static async Task<HttpClient> PrepareAsync(TestServer server, Maker maker)
    {
        await (await InstallAsync(server.Api, maker.Trust(1))).IsOkAsync();
        HttpClient ci = await TokenAsync(server);
        await (await UploadAsync(ci, maker.Image)).IsOkAsync();
        await (await UploadAsync(ci, maker.OldImage)).IsOkAsync();
        return ci;
    }

    private static async Task<HttpClient> TokenAsync(TestServer server)
    {
        using HttpResponseMessage made = await server.Api.PostAsync("tokens", """{"name":"ci"}""");
        return server.Client(token: (await made.ReadAsync(ApiJson.Default.TokenAdded)).Secret);
    }

    private static async Task<HttpResponseMessage> UploadAsync(
        HttpClient client, byte[] image, Sha256Digest? digest = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Put, "images/" + (digest ?? Sha256Digest.Of(image)));

        // A body that is refused is not sent: else the server closes while it comes, and the answer is lost in that.
        request.Headers.ExpectContinue = true;
        request.Content = new ByteArrayContent(image);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await client.SendAsync(request);
    }

    private static Task<HttpResponseMessage> PublishAsync(HttpClient client, byte[] release, byte[]? wayBack) =>
        client.PostAsync("releases", JsonSerializer.Serialize(
            new PublishReleaseRequest(release, wayBack), ApiJson.Default.PublishReleaseRequest));

    private static Task<HttpResponseMessage> InstallAsync(HttpClient client, byte[] document) => client.PostAsync(
        "trust", JsonSerializer.Serialize(new InstallTrustRequest(document), ApiJson.Default.InstallTrustRequest));

    private static async Task<NoteKey> LogKeyAsync(TestServer server) =>
        NoteKey.Parse((await server.Api.GetOkAsync("audit")).GetProperty("key").GetString())!;
}
