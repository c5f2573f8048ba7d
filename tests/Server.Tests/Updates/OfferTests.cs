using System.Security.Cryptography;
using Garita.AuditLog.Entries;
using Garita.Broker.Access;
using Garita.Contracts.Api.Updates;
using Garita.Contracts.Identities;
using Garita.Contracts.Topics;
using Garita.Firmware.Delivery;
using Garita.Merkle;
using Garita.Merkle.Notes;
using Garita.Mqtt.Topics;
using Garita.MqttClient;
using Garita.Server.Updates.Offers;

namespace Garita.Server.Tests.Updates;

public sealed class OfferTests
{
    private const string Device = "ABCD1234";

    [Fact]
    public async Task Offer_is_retained_with_all_that_a_device_checks()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device, "OTHER");
        Assert.Equal([OfferOutcome.Offered], await house.OfferAsync(Device));

        // Connected afterwards: it is retained.
        BrokerClient client = await house.ConnectAsync(Device);
        UpdateOfferMessage offer = await UpdateHouse.NextOfferAsync(client, Device);

        Assert.Equal(("spring", 1, true), (offer.Deployment, offer.Attempt, offer.Ask));
        Assert.Equal([DeliveryPath.Https, DeliveryPath.Mqtt], offer.Paths);
        Assert.Equal(house.Release, Releases.Maker.DigestOf(offer.Envelope.ToArray()));
        Assert.Equal(LogRefusal.None, TlogProof.TryParse(offer.LogProof!.Value.Span, out TlogProof? proof));
        MerkleHash leaf = ReleaseEntry.LeafOf(new MerkleHash(house.Release.ToArray()));
        NoteKey log = house.Server.Server.Publishing.Audit.Log.Key;
        Assert.Equal(LogRefusal.None, proof!.Verify(leaf, log, WitnessPolicy.None, null, out _));
    }

    [Fact]
    public async Task Withdrawn_offer_is_taken_from_the_device_and_wanted_no_more()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        await house.OfferAsync(Device);
        BrokerClient client = await house.ConnectAsync(Device);
        await UpdateHouse.NextOfferAsync(client, Device);
        Assert.True((await AskAsync(client)).Wanted);

        Withdrawal withdrawn = await house.Updates.Desk.WithdrawAsync(
            "spring", null, "operator:ana", CancellationToken.None);

        Assert.Equal([Identity.Device(Device)], withdrawn.Devices);
        Assert.True(withdrawn.IsEntered);
        Assert.True((await UpdateHouse.NextAsync(client, new DeviceTopics(Device).Offer)).Payload.IsEmpty);
        Assert.False((await AskAsync(client)).Wanted);
        Assert.Equal(OfferState.Withdrawn, (await house.FindAsync(Device)).State);
    }

    [Fact]
    public async Task Another_attempt_and_another_deployment_are_not_wanted()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        await house.OfferAsync(Device);
        BrokerClient client = await house.ConnectAsync(Device);
        Assert.False((await AskAsync(client, "spring", 2)).Wanted);
        Assert.False((await AskAsync(client, "autumn")).Wanted);
        Assert.True((await AskAsync(client)).Wanted);
    }

    [Fact]
    public async Task Offer_takes_the_place_of_the_one_before_and_of_no_newer_attempt()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        Assert.Equal([OfferOutcome.Offered], await house.OfferAsync(Device));
        Assert.Equal([OfferOutcome.AlreadyOffered], await house.OfferAsync(Device));
        OfferOrder other = house.Order(Device) with { Manifest = house.WayBack };
        Assert.Equal([OfferOutcome.AttemptUsed], await house.OfferAsync(other));
        Assert.Equal([OfferOutcome.Offered], await house.OfferAsync(other with { Attempt = 3 }));
        Assert.Equal([OfferOutcome.AttemptUsed], await house.OfferAsync(other with { Attempt = 2 }));

        List<OfferRecord> all = await house.Updates.Catalog.PageAsync(
            "spring", Device, long.MaxValue, 10, CancellationToken.None);
        Assert.Equal([OfferState.Offered, OfferState.Superseded], all.Select(offer => offer.State));
    }

    [Fact]
    public async Task Offers_stand_after_a_restart_of_the_server()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        await house.OfferAsync(house.Order(Device) with { Paths = [DeliveryPath.Mqtt] });
        await house.Server.RestartAsync();

        BrokerClient client = await house.ConnectAsync(Device);
        UpdateOfferMessage offer = await UpdateHouse.NextOfferAsync(client, Device);
        Assert.Equal([DeliveryPath.Mqtt], offer.Paths);
        Assert.Equal(
            ChunkRequestRefusal.None,
            (await UpdateHouse.AskAsync(client, Device, new ChunkRequest(house.Payload, 0, 1))).Refusal);
    }

    [Fact]
    public async Task What_cannot_be_offered_is_refused_with_its_reason()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device, "SHUT");
        await (await house.Server.Api.PostAsync("devices/SHUT/disable", null)).Content.LoadIntoBufferAsync();

        Assert.Equal(
            [OfferOutcome.UnknownDevice, OfferOutcome.Disabled, OfferOutcome.Offered],
            await house.OfferAsync("NOBODY", "SHUT", Device));
        Assert.Equal(OfferRefusal.NoRelease, await RefusalAsync(house.Order(Device) with { Manifest = house.Payload }));
        Assert.Equal(
            OfferRefusal.KeyOfferWrong, await RefusalAsync(house.Order(Device) with { KeyOffer = [1, 2, 3] }));
        await house.Server.Server.Publishing.Desk.WithdrawAsync(house.Release, "operator:ana", CancellationToken.None);
        Assert.Equal(
            OfferRefusal.ReleaseWithdrawn, await RefusalAsync(house.Order(Device) with { Attempt = 2 }));

        async Task<OfferRefusal> RefusalAsync(OfferOrder order) =>
            (await house.Updates.Desk.OfferAsync(order, CancellationToken.None)).Refusal;
    }

    [Fact]
    public async Task Disabled_device_loses_its_offer_and_gets_it_back_when_enabled()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        await house.OfferAsync(Device);
        using HttpResponseMessage disabled = await house.Server.Api.PostAsync($"devices/{Device}/disable", null);
        Assert.Null(house.Updates.Book.Find(Identity.Device(Device)));
        using HttpResponseMessage enabled = await house.Server.Api.PostAsync($"devices/{Device}/enable", null);
        Assert.NotNull(house.Updates.Book.Find(Identity.Device(Device)));

        BrokerClient client = await house.ConnectAsync(Device);
        Assert.Equal("spring", (await UpdateHouse.NextOfferAsync(client, Device)).Deployment);
    }

    [Theory]
    [InlineData("device:ABCD1234")]
    [InlineData("device:OTHER")]
    [InlineData("operator:ana")]
    [InlineData("service:commands")]
    [InlineData("service:reports")]
    public void Nobody_but_the_rollout_service_may_say_what_it_says(string name)
    {
        (string kind, string id) = (name.Split(':')[0], name.Split(':')[1]);
        Identity identity = kind switch
        {
            "device" => Identity.Device(id),
            "operator" => Identity.Operator(id),
            _ => Identity.Service(id),
        };
        DeviceTopics topics = new(Device);
        string[] spoken =
            [topics.Offer, topics.Chunk, topics.Answer, DeviceTopics.ImageChunk(new string('0', 64), 0)];
        Assert.All(spoken, topic => Assert.False(MayPublish(identity, topic)));
        Assert.All(spoken, topic => Assert.True(MayPublish(Identity.Service("rollouts"), topic)));
        Assert.Equal(name == "device:ABCD1234", MayPublish(identity, topics.UpdateStatus));

        static bool MayPublish(Identity who, string topic) =>
            AccessPolicy.Default.JudgePublish(PeerAttributes.Of(who), TopicName.Parse(topic)).Allowed;
    }

    [Fact]
    public async Task Offer_that_a_device_publishes_reaches_nobody()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device, "OTHER");
        BrokerClient victim = await house.ConnectAsync("OTHER");
        BrokerClient attacker = await house.ConnectAsync(Device);
        await Assert.ThrowsAsync<MqttClientException>(() => UpdateHouse.SayAsync(
            attacker, new DeviceTopics("OTHER").Offer, [0xA0]));
        await house.OfferAsync("OTHER");

        // The first that the victim hears is the server's.
        Assert.Equal("spring", (await UpdateHouse.NextOfferAsync(victim, "OTHER")).Deployment);
    }

    private static async Task<UpdateAnswer> AskAsync(BrokerClient client, string deployment = "spring", int attempt = 1)
    {
        StillWanted question = new(deployment, attempt, RandomNumberGenerator.GetBytes(DeliveryLimits.NonceLength));
        await UpdateHouse.SayAsync(
            client, new DeviceTopics(Device).UpdateRequest, UpdateRequest.Of(question).Encode());
        ReceivedMessage message = await UpdateHouse.NextAsync(client, new DeviceTopics(Device).Answer);
        Assert.Equal(DeliveryRefusal.None, UpdateAnswer.TryRead(message.Payload, out UpdateAnswer? answer));
        Assert.True(answer!.Answers(question));
        return answer;
    }
}
