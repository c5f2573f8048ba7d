using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using Garita.Bootstrap.Tests.Fixtures;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Pki.Jose;
using Garita.Pki.Verification;
using Garita.Quic;
using Garita.Server.Admission;

namespace Garita.Bootstrap.Tests;

/// <summary>A birth certificate lets a device ask, on one port, while its batch is open, and nothing else.</summary>
public sealed class BirthTests
{
    [Fact]
    public async Task A_birth_certificate_is_no_way_into_mqtt_https_or_the_api()
    {
        await using Bench bench = await Bench.StartAsync();
        CertificateAdmission everywhere = new(
            bench.Server.Data.Vault.Trust, bench.Server.Data.Registry, TimeProvider.System);
        AdmissionVerdict verdict = everywhere.Judge(bench.Birth.Leaf, "test");
        Assert.Equal((ChainRefusal.WrongPurpose, false), (verdict.Chain, verdict.IsAdmitted));

        // And so it is at the doors: closed without a word.
        await using Road mqtt = await Road.OverTcpAsync(
            bench.Server.MqttEndpoint, bench.Server, bench.Birth, "mqtt");
        byte[] connect = [0x10, 0x10, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 2, 0, 60, 0, 4, 1, 1, 1, 1];
        await mqtt.Tls!.WriteAsync(connect);
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        int read = await ReadOrEndAsync(mqtt.Tls, limit.Token);
        Assert.Equal(0, read);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_closed_batch_ends_what_it_opened_and_opens_nothing(bool quic)
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic);
        await unit.AskAsync(road, unit.Register(), BootstrapOp.Register);
        await bench.Server.Bootstrap.Batches.CloseAsync(Bench.Batch, "test");
        Assert.Null(await road.AskAsync(unit.Register()));

        byte[]? later = null;
        try
        {
            await using Road second = await Road.OpenAsync(bench.Server, bench.Birth, quic);
            later = await second.AskAsync(unit.Register());
        }
        catch (Exception refused) when (refused is QuicException or IOException or AuthenticationException)
        {
            // As well at the door as behind it.
        }

        Assert.Null(later);

        // Another batch is not touched, and the name is gone for good.
        using BirthHolder next = await bench.MakeBatchAsync("batch-8");
        await using Road third = await Road.OpenAsync(bench.Server, next, quic);
        Assert.NotNull(await third.AskAsync(unit.Register()));
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.True((await bench.Server.Bootstrap.Batches.CreateAsync("BATCH-7", Bench.Csr(key), "test")).IsTaken);
    }

    [Fact]
    public async Task A_birth_certificate_alone_gets_no_certificate()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(unit.Uuid);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        await unit.AskAsync(road, unit.Register(), BootstrapOp.Register);
        unit.Tokens = new("none", 1, "none", 1);
        Assert.Equal(
            BootstrapCode.TokenRefused, (await unit.AskAsync(road, unit.Enroll(), BootstrapOp.Enroll)).Code);
        Assert.Equal(
            BootstrapCode.TokenRefused, (await unit.AskAsync(road, unit.Refresh(), BootstrapOp.Refresh)).Code);
        Assert.Empty(bench.Server.Data.Registry.Get(unit.Identity)!.Certificates);
    }

    [Fact]
    public async Task A_device_with_a_certificate_speaks_for_itself_alone()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        using Unit victim = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(unit.Uuid);
        await bench.ExpectAsync(victim.Uuid);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        await unit.EnterAsync(bench, road);
        using BirthHolder own = unit.Hold(
            (await unit.AskAsync(road, unit.Enroll(), BootstrapOp.Enroll)).Enrolled!);
        await using Road alone = await Road.OpenAsync(bench.Server, own, quic: false);
        Assert.Equal(
            BootstrapCode.Ok, (await victim.AskAsync(alone, victim.Register(), BootstrapOp.Register)).Code);
        Assert.Equal(
            BootstrapCode.CodeRefused,
            (await victim.AskAsync(alone, victim.Login("AAAA-AAAA-AAAA-AAAA"), BootstrapOp.Login)).Code);
        Assert.Empty(bench.Messages());
    }

    // A false server: the device believes no reply that the message key did not sign for this very request.
    [Fact]
    public async Task A_reply_to_another_request_or_by_another_key_is_no_reply()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        byte[] first = unit.Register();
        byte[] reply = (await road.AskAsync(first))!;
        using Unit stranger = new(bench, Unit.NewUuid());
        Assert.Equal(
            JwsRefusal.Key,
            SignedReply.TryVerify(reply, [stranger.PublicKey], out _));
        SignedReply.TryVerify(reply, bench.Server.Bootstrap.MessageKeys, out VerifiedMessage? message);
        VerifiedMessage proved = message!;
        BootstrapMessages.TryRead(
            proved.Payload.Span, BootstrapOp.Register, out BootstrapReply? read);
        Assert.NotEqual(BootstrapWire.HashOf(unit.Register()), read!.Request);
        Assert.Equal(BootstrapWire.HashOf(first), read.Request);
    }

    private static async Task<int> ReadOrEndAsync(SslStream stream, CancellationToken stop)
    {
        try
        {
            return await stream.ReadAsync(new byte[64], stop);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
