using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Garita.AuditLog.Witnessing;
using Garita.Contracts.Api;
using Garita.Contracts.Api.Audit;
using Garita.Contracts.Api.Releases;
using Garita.Durable;
using Garita.Merkle;
using Garita.Merkle.Notes;
using Garita.Merkle.Signatures;
using Garita.Server.Tests.Fixtures;
using Garita.Server.Tests.Releases;
using Garita.TestKit;

namespace Garita.Server.Tests.Audit;

public sealed class WitnessApiTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<IDisposable> _held = [];

    public void Dispose()
    {
        _held.ForEach(held => held.Dispose());
        _directory.Dispose();
    }

    [Fact]
    public async Task Two_witnesses_cosign_one_checkpoint_and_devices_get_proofs_under_it()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Maker maker = new();
        Cosigner[] cosigners = [Cosigner("one"), Cosigner("two"), Cosigner("stranger")];
        WitnessPolicy policy = WitnessPolicy.Create([cosigners[0].Key, cosigners[1].Key], 2)!;
        await InstallAsync(server, maker.Trust(1, policy));
        AuditLogView log = await LogAsync(server);
        NoteKey key = NoteKey.Parse(log.Key)!;
        Witness[] witnesses = [.. cosigners.Select(cosigner => Witness(cosigner, key))];

        (HttpStatusCode first, _) = await CosignAsync(server, witnesses[0]);
        Assert.Equal(HttpStatusCode.OK, first);
        Assert.Null((await LogAsync(server)).Cosigned);

        // The log grows between the two; the second is shown what the first cosigned.
        await InstallAsync(server, maker.Trust(2, policy));
        await CosignAsync(server, witnesses[1]);
        (HttpStatusCode refused, string reason) = await CosignAsync(server, witnesses[2]);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "not-signed"), (refused, reason));

        string cosigned = (await LogAsync(server)).Cosigned!;
        Assert.Equal(LogRefusal.None, SignedCheckpoint.TryVerify(
            Encoding.UTF8.GetBytes(cosigned), key, out SignedCheckpoint? checkpoint));
        Assert.Equal(LogRefusal.None, policy.Judge(checkpoint!, null, out _));
        Assert.Equal(log.Size, checkpoint!.Size);
        using HttpResponseMessage proof = await server.Api.GetAsync("audit/proof?index=0");
        byte[] file = await proof.Content.ReadAsByteArrayAsync();
        Assert.Equal(LogRefusal.None, TlogProof.TryParse(file, out TlogProof? read));
        using HttpResponseMessage entries = await server.Api.GetAsync("audit/entries?limit=1");
        AuditEntryView entry = (await entries.ReadAsync(ApiJson.Default.AuditPage)).Items[0];
        Assert.True(MerkleHash.TryParse(entry.Leaf, out MerkleHash leaf));
        Assert.Equal(LogRefusal.None, read!.Verify(leaf, key, policy, null, out _));

        // It stays over a restart, and a witness goes on from where it was.
        await server.RestartAsync();
        Assert.Equal(cosigned, (await LogAsync(server)).Cosigned);
        (HttpStatusCode later, _) = await CosignAsync(server, witnesses[0]);
        Assert.Equal(HttpStatusCode.OK, later);
    }

    [Fact]
    public async Task Witness_that_comes_again_and_again_to_a_quiet_log_leaves_one_line()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Maker maker = new();
        Cosigner cosigner = Cosigner("one");
        await InstallAsync(server, maker.Trust(1, WitnessPolicy.Create([cosigner.Key], 1)!));
        NoteKey key = NoteKey.Parse((await LogAsync(server)).Key)!;
        ManualTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(60));
        Witness witness = Witness(cosigner, key, time);

        for (int i = 0; i <= NoteLimits.MaxSignatures; i++)
        {
            time.Advance(TimeSpan.FromMinutes(10));
            Assert.Equal(HttpStatusCode.OK, (await CosignAsync(server, witness)).Status);
        }

        string cosigned = (await LogAsync(server)).Cosigned!;
        Assert.Equal(LogRefusal.None, SignedNote.TryParse(Encoding.UTF8.GetBytes(cosigned), out SignedNote? note));
        Assert.Equal(2, note!.Signatures.Count);
        Assert.Equal(LogRefusal.None, note.Check(cosigner.Key, out NoteSignature? newest));
        Assert.Equal(
            time.GetUtcNow().ToUnixTimeSeconds(), BinaryPrimitives.ReadInt64BigEndian(newest!.Bytes.Span));
        await server.RestartAsync();
        Assert.Equal(cosigned, (await LogAsync(server)).Cosigned);
    }

    [Fact]
    public async Task Checkpoint_of_another_log_or_without_the_log_s_signature_is_refused()
    {
        await using TestServer server = await TestServer.StartAsync();
        string note = (await LogAsync(server)).Checkpoint;
        await IsRefusedAsync("hello", "no-signatures");
        await IsRefusedAsync(note.Replace("\n0\n", "\n1\n", StringComparison.Ordinal), "bad-signature");
        await IsRefusedAsync(note, "not-signed"); // by no witness

        async Task IsRefusedAsync(string text, string reason)
        {
            using HttpResponseMessage response = await PostAsync(server, text);
            Problem problem = await response.IsProblemAsync(
                HttpStatusCode.UnprocessableEntity, ProblemTypes.CosignatureRefused);
            Assert.Equal(reason, problem.Reason);
        }
    }

    [Fact]
    public async Task Refused_connections_and_publications_reach_the_log_as_one_summary()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Maker maker = new();
        for (int i = 0; i < 20; i++)
        {
            using HttpResponseMessage refused = await server.Api.PostAsync("releases", JsonSerializer.Serialize(
                new PublishReleaseRequest(maker.Release(5)), ApiJson.Default.PublishReleaseRequest));
            using HttpResponseMessage stranger = await server.Client(token: "garita_wrong").GetAsync("status");
        }

        using HttpResponseMessage weak = await server.Api.PostAsync("trust", JsonSerializer.Serialize(
            new InstallTrustRequest(maker.Trust(1, 1)), ApiJson.Default.InstallTrustRequest));
        TestHolder device = await server.AddDeviceAsync("ABCD1234");
        await (await server.Api.PostAsync("devices/ABCD1234/disable")).IsOkAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => server.ConnectAsync(device, "ABCD1234"));
        await server.RestartAsync();

        using HttpResponseMessage entries = await server.Api.GetAsync("audit/entries?limit=1000");
        AuditEntryView[] summaries = [.. (await entries.ReadAsync(ApiJson.Default.AuditPage)).Items
            .Where(entry => entry.Kind == "refusal-summary")];
        Assert.InRange(summaries.Length, 1, 3);
        long Sum(string identity, string reason) => summaries.SelectMany(summary => summary.Refusals!)
            .Where(row => row.Identity == identity && row.Reason == reason).Sum(row => row.Count);
        Assert.Equal(20, Sum("operator:ana", "no-trust-document"));
        Assert.Equal(1, Sum("operator:ana", "below-own-threshold"));
        Assert.InRange(Sum("api", "not-authenticated"), 10, 20);
        Assert.InRange(Sum("CN=ABCD1234", "Disabled"), 1, 20);
        Assert.Equal(0, Sum("ABCD1234", "IdentityDisabled")); // counted once
    }

    private static async Task InstallAsync(TestServer server, byte[] document)
    {
        using HttpResponseMessage response = await server.Api.PostAsync("trust", JsonSerializer.Serialize(
            new InstallTrustRequest(document), ApiJson.Default.InstallTrustRequest));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    private static async Task<AuditLogView> LogAsync(TestServer server)
    {
        using HttpResponseMessage response = await server.Api.GetAsync("audit");
        return await response.ReadAsync(ApiJson.Default.AuditLogView);
    }

    private static async Task<(HttpStatusCode Status, string Reason)> CosignAsync(TestServer server, Witness witness)
    {
        byte[] request = await server.Api.GetByteArrayAsync("audit/witness-request?old=0");
        WitnessAnswer answer = witness.Add(request);
        if (answer.Status == WitnessStatus.Conflict)
        {
            request = await server.Api.GetByteArrayAsync($"audit/witness-request?old={answer.Size}");
            answer = witness.Add(request);
        }

        Assert.Equal(WitnessStatus.Cosigned, answer.Status);
        Assert.Equal(LogRefusal.None, WitnessRequest.TryParse(request, out WitnessRequest? parsed));
        using HttpResponseMessage response = await PostAsync(
            server, Encoding.UTF8.GetString(parsed!.Checkpoint.With(answer.Cosignature!).Encode()));
        return response.IsSuccessStatusCode
            ? (response.StatusCode, string.Empty)
            : (response.StatusCode, (await response.ReadAsync(ApiJson.Default.Problem)).Reason ?? string.Empty);
    }

    private static Task<HttpResponseMessage> PostAsync(TestServer server, string note) => server.Api.PostAsync(
        "audit/cosignatures",
        JsonSerializer.Serialize(new AddCosignatureRequest(note), ApiJson.Default.AddCosignatureRequest));

    private Cosigner Cosigner(string name)
    {
        Ed25519PrivateKey key = Ed25519PrivateKey.FromSeed(RandomNumberGenerator.GetBytes(Ed25519PrivateKey.SeedSize));
        Cosigner cosigner = new(name, key);
        _held.Add(cosigner);
        return cosigner;
    }

    private Witness Witness(Cosigner cosigner, NoteKey log, TimeProvider? time = null) => new(
        _directory.File(cosigner.Key.Name), cosigner, [log], new DurableFiles(), time ?? TimeProvider.System);
}
