using System.Threading.Channels;
using Garita.Contracts.Api.Updates;
using Garita.Contracts.Topics;
using Garita.Device.Update.Simulation;
using Garita.Firmware;
using Garita.Firmware.Delivery;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.MqttClient;
using Garita.Pki.Keys;
using Garita.Server.Tests.Fixtures;
using Garita.Server.Updates.Offers;
using Garita.TestKit;

namespace Garita.Server.Tests.Updates;

/// <summary>
/// A program beside the server that the policy lets speak on the topics of offers and answers: what it can have a
/// device do. As strong as whoever holds an MQTT cluster between the two.
/// </summary>
public sealed class ExternalPublisherTests : IDisposable
{
    private const string Device = "UNIT0001";

    private static readonly DeviceTopics s_topics = new(Device);

    private readonly TemporaryDirectory _folder = new();
    private readonly TestAssigner _own = new();

    public void Dispose()
    {
        _own.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Forged_offer_of_a_published_release_does_nothing_and_ends_nothing()
    {
        await using UpdateHouse house = await StartAsync();
        await FieldUnit.PublishAsync(house, "2.0", sequence: 7, ImageBehaviour.Works);
        await using FieldUnit unit = await FieldUnit.MakeAsync(house, Device);
        await using BrokerClient relay = await ConnectAsync(house, "firmware/+/offer");
        await house.OfferAsync(Device);
        UpdateOfferMessage template = await UpdateHouse.NextOfferAsync(relay, Device);
        await house.Updates.Desk.WithdrawAsync("spring", null, "operator:ana", CancellationToken.None);

        // Retained before the device is ever on: the first offer that it meets. All but the signature is right.
        UpdateOfferMessage forged = template with { Deployment = "forged", Ask = false, Counter = long.MaxValue };
        await SayAsync(relay, s_topics.Offer, Sign(forged).Encode());
        unit.PowerOn(house);
        await SayAsync(relay, s_topics.Offer, (forged with { Assigned = template.Assigned }).Encode());

        await FieldUnit.PublishAsync(house, "3.0", sequence: 8, ImageBehaviour.Works);
        await house.OfferAsync(house.Order(Device) with { Deployment = "autumn" });
        OfferRecord taken = await house.UntilAsync(Device, offer => offer.DeviceState?.IsFinal() == true);
        Assert.Equal(("autumn", UpdateState.Installed), (taken.Deployment, taken.DeviceState));
        Assert.Equal(["1.0", "3.0"], unit.Started);

        // Of the forged ones the device said nothing at all.
        Assert.DoesNotContain(
            house.Server.Log.Lines, line => line.Contains($"Status of {Device} refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Offer_that_was_withdrawn_is_refused_when_it_is_said_again_after_a_newer_one()
    {
        await using UpdateHouse house = await StartAsync();
        await FieldUnit.PublishAsync(house, "2.0", sequence: 7, ImageBehaviour.Works);
        Sha256Digest older = house.Release;
        await FieldUnit.PublishAsync(house, "3.0", sequence: 8, ImageBehaviour.Works);
        await using FieldUnit unit = await FieldUnit.MakeAsync(house, Device);
        await using BrokerClient relay = await ConnectAsync(house, "firmware/+/offer");
        await house.OfferAsync(house.Order(Device) with { Deployment = "mistake", Ask = false });
        UpdateOfferMessage captured = await UpdateHouse.NextOfferAsync(relay, Device);
        await house.Updates.Desk.WithdrawAsync("mistake", null, "operator:ana", CancellationToken.None);

        // The newer offer has the older release: nothing but the counter keeps the device from the other one.
        await house.OfferAsync(house.Order(Device) with { Deployment = "right", Manifest = older });
        unit.PowerOn(house);
        OfferRecord right = await house.UntilAsync(Device, offer => offer.DeviceState?.IsFinal() == true);
        Assert.Equal(("right", UpdateState.Installed), (right.Deployment, right.DeviceState));

        await SayAsync(relay, s_topics.Offer, captured.Encode());
        OfferRecord replayed = await UntilAsync(house, "mistake");
        Assert.Equal((UpdateState.Refused, UpdateReason.OlderAssignment), (replayed.DeviceState, replayed.Reason));
        Assert.Equal(OfferState.Withdrawn, replayed.State);
        Assert.Equal(["1.0", "2.0"], unit.Started);
    }

    [Fact]
    public async Task Forged_yes_activates_nothing()
    {
        // The server's own answers are held back, as whoever holds the cluster can.
        await using UpdateHouse house = await StartAsync("for service:rollouts", "  deny publish firmware/+/answer");
        await FieldUnit.PublishAsync(house, "2.0", sequence: 7, ImageBehaviour.Works);
        await using BrokerClient relay = await ConnectAsync(house, "private/+/update/request");
        Channel<StillWanted> questions = Channel.CreateUnbounded<StillWanted>();
        using CancellationTokenSource stop = new();
        Task lying = LieAsync(relay, questions.Writer, stop.Token);
        await using FieldUnit unit = await FieldUnit.MakeAsync(house, Device, TimeSpan.FromSeconds(2));
        unit.PowerOn(house);

        await house.OfferAsync(Device);
        await house.UntilAsync(Device, offer => offer.Reason == UpdateReason.NoAnswer);

        // It asks again and again, and is lied to each time.
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        StillWanted first = await questions.Reader.ReadAsync(limit.Token);
        StillWanted second = await questions.Reader.ReadAsync(limit.Token);
        Assert.False(first.Nonce.Span.SequenceEqual(second.Nonce.Span));
        Assert.Equal(["1.0"], unit.Started);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lying);
    }

    // Answers every question with yes, in two ways.
    private async Task LieAsync(BrokerClient relay, ChannelWriter<StillWanted> told, CancellationToken stop)
    {
        while (true)
        {
            ReceivedMessage message = await relay.Messages.ReadAsync(stop);
            await relay.AcknowledgeAsync(message, stop);
            if (UpdateRequest.TryRead(message.Payload, out UpdateRequest? request) != DeliveryRefusal.None
                || request!.StillWanted is not { } question)
            {
                continue;
            }

            UpdateAnswer yes = new(question.Nonce, question.Deployment, question.Attempt, Wanted: true);
            await SayAsync(relay, s_topics.Answer, yes.AssignedBy(
                _own.Leaf, _own.Issuer, SignatureOver(yes.ToBeSigned(Device))).Encode());
            await SayAsync(relay, s_topics.Answer, yes.AssignedBy(
                _own.Leaf, _own.Issuer, SignatureOver(yes.ToBeSigned("OTHER"))).Encode());
            told.TryWrite(question);
        }
    }

    private UpdateOfferMessage Sign(UpdateOfferMessage offer) =>
        offer.AssignedBy(_own.Leaf, _own.Issuer, SignatureOver(offer.ToBeSigned(Device)));

    private EcdsaSignature SignatureOver(byte[] data)
    {
        Assert.True(EcdsaSignature.TryFromDer(_own.Sign(data), out EcdsaSignature? signature));
        return signature;
    }

    private async Task<UpdateHouse> StartAsync(params string[] more)
    {
        string policy = _folder.File("policy");
        await File.WriteAllLinesAsync(policy,
        [
            .. await File.ReadAllLinesAsync(RepositoryRoot.File("src", "Broker", "Access", "default.policy")),
            "for service:relay",
            "  publish firmware/+/offer",
            "  publish firmware/+/answer",
            "  subscribe firmware/+/offer",
            "  subscribe private/+/update/request",
            .. more,
        ]);
        return await UpdateHouse.StartAsync(options => options with { PolicyFile = policy });
    }

    private static async Task<BrokerClient> ConnectAsync(UpdateHouse house, string filter)
    {
        TestHolder holder = await house.Server.AddPersonAsync("services", "relay");
        return await house.Server.ConnectAsync(holder, "relay", options => options with
        {
            Subscriptions = [new SubscriptionRequest(TopicFilter.Parse(filter), QoS.AtLeastOnce)],
        });
    }

    private static async Task SayAsync(BrokerClient relay, string topic, byte[] payload)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        await relay.PublishAsync(
            new OutgoingMessage { Topic = TopicName.Parse(topic), Payload = payload, Retain = topic == s_topics.Offer },
            limit.Token);
    }

    private static async Task<OfferRecord> UntilAsync(UpdateHouse house, string deployment)
    {
        using SemaphoreSlim news = new(0);
        Action heard = () => news.Release();
        house.Updates.Statuses.Reported += heard;
        try
        {
            while (true)
            {
                OfferRecord offer = (await house.Updates.Catalog.PageAsync(
                    deployment, Device, long.MaxValue, 1, CancellationToken.None)).Single();
                if (offer.DeviceState?.IsFinal() == true)
                {
                    return offer;
                }

                Assert.True(await news.WaitAsync(TimeSpan.FromSeconds(60)), $"{Device} says nothing of {deployment}");
            }
        }
        finally
        {
            house.Updates.Statuses.Reported -= heard;
        }
    }
}
