using System.Net;
using Garita.Contracts.Api;
using Garita.Contracts.Topics;
using Garita.Firmware;
using Garita.Firmware.Chunks;
using Garita.Firmware.Delivery;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.MqttClient;
using Garita.Server.Images;
using Garita.Server.Tests.Fixtures;
using Garita.Server.Updates.Serving;

namespace Garita.Server.Tests.Updates;

public sealed class ChunkServiceTests
{
    private const string Device = "ABCD1234";

    [Fact]
    public async Task Image_comes_in_replies_with_one_proof_each()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        await house.OfferAsync(Device);
        BrokerClient client = await house.ConnectAsync(Device);
        ChunkVerifier verifier = house.Verifier();
        List<byte> image = [];
        foreach ((long first, int count) in ((long, int)[])[(0, 1), (1, 7), (8, 256)])
        {
            ChunkPacket packet = Read(await UpdateHouse.AskAsync(
                client, Device, new ChunkRequest(house.Payload, first, count)));
            Assert.Equal(first, packet.First);
            Assert.Equal(ChunkRefusal.None, verifier.Check(packet.First, packet.Chunks.Span, packet.Proof));
            image.AddRange(packet.Chunks.Span);
        }

        Assert.Equal(house.Image, image);
    }

    [Fact]
    public async Task What_is_not_offered_to_this_device_on_this_path_is_refused()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device, "OTHER");
        await house.OfferAsync(Device);
        await house.OfferAsync(house.Order("OTHER") with { Paths = [DeliveryPath.Https], Deployment = "autumn" });
        BrokerClient client = await house.ConnectAsync(Device);
        BrokerClient other = await house.ConnectAsync("OTHER");
        long count = house.Verifier().Layout.LeafCount;

        await RefusedAsync(client, Device, Sha256Digest.Of(house.Maker.OldImage), 0, ChunkRequestRefusal.NotOffered);
        await RefusedAsync(client, Device, Sha256Digest.Of([1]), 0, ChunkRequestRefusal.NotOffered);
        await RefusedAsync(other, "OTHER", house.Payload, 0, ChunkRequestRefusal.NotOffered);
        await RefusedAsync(client, Device, house.Payload, count, ChunkRequestRefusal.OutOfRange);
        await RefusedAsync(client, Device, house.Payload, long.MaxValue, ChunkRequestRefusal.OutOfRange);
        await Assert.ThrowsAsync<MqttClientException>(() => UpdateHouse.SayAsync(
            other, new DeviceTopics(Device).UpdateRequest,
            UpdateRequest.Of(new ChunkRequest(house.Payload, 0, 1)).Encode()));
        await UpdateHouse.SayAsync(client, new DeviceTopics(Device).UpdateRequest, [0xA1, 0x01]);
        await house.Server.Log.WaitFor("Request of ABCD1234 refused: Malformed");
    }

    [Fact]
    public async Task A_thousand_requests_get_a_few_replies_and_the_device_goes_on()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device, "OTHER");
        await house.OfferAsync(Device);
        BrokerClient client = await house.ConnectAsync(Device);
        BrokerClient other = await house.ConnectAsync("OTHER");
        byte[] everything = UpdateRequest.Of(new ChunkRequest(house.Payload, 0, 256)).Encode();
        Task[] flood =
        [
            .. Enumerable.Range(0, 1000).Select(_ => UpdateHouse.SayAsync(
                client, new DeviceTopics(Device).UpdateRequest, everything)),
        ];

        // Another device's telemetry is acknowledged while that goes on.
        for (int i = 0; i < 20; i++)
        {
            await UpdateHouse.SayAsync(other, new DeviceTopics("OTHER").Telemetry("t"), "{\"value\":1}"u8.ToArray());
        }

        await Task.WhenAll(flood);
        long delivered = house.Updates.Book.Find(Contracts.Identities.Identity.Device(Device))!.Delivered;
        Assert.InRange(delivered, house.Image.Length, 4L * 1024 * 1024);
        while (Read(await UpdateHouse.NextChunkAsync(client, Device), mayBeRefused: true) is null)
        {
            // Refusals came first: that is allowed.
        }
    }

    [Fact]
    public async Task Device_gets_an_image_so_often_and_no_more()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(
            options => options with
            {
                Updates = options.Updates with { MaxDeliveries = 2, MinDeliveredBytes = 0 },
            },
            Device);
        await house.OfferAsync(Device);
        BrokerClient client = await house.ConnectAsync(Device);
        ChunkRequest all = new(house.Payload, 0, 256);
        Assert.Equal(ChunkRequestRefusal.None, (await UpdateHouse.AskAsync(client, Device, all)).Refusal);
        Assert.Equal(ChunkRequestRefusal.None, (await UpdateHouse.AskAsync(client, Device, all)).Refusal);
        Assert.Equal(ChunkRequestRefusal.BudgetSpent, (await UpdateHouse.AskAsync(client, Device, all)).Refusal);
    }

    [Fact]
    public async Task Many_devices_read_the_disk_once()
    {
        string[] devices = [.. Enumerable.Range(0, 8).Select(i => $"DEV{i}")];
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, devices);
        await house.OfferAsync(devices);
        foreach (string device in devices)
        {
            BrokerClient client = await house.ConnectAsync(device);
            Read(await UpdateHouse.AskAsync(client, device, new ChunkRequest(house.Payload, 0, 256)));
        }

        Assert.Equal(1, house.Updates.Shelf.BlocksRead); // 50,000 bytes are one block
    }

    [Fact]
    public async Task Byte_that_the_disk_changed_reaches_no_device()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        string file = Path.Combine(house.Server.DataDirectory, ImageStore.DirectoryName, house.Payload.Hex);
        using (FileStream stream = File.OpenWrite(file))
        {
            stream.Seek(9000, SeekOrigin.Begin);
            stream.WriteByte((byte)~house.Image[9000]);
        }

        await house.OfferAsync(Device);
        BrokerClient client = await house.ConnectAsync(Device);
        await RefusedAsync(client, Device, house.Payload, 0, ChunkRequestRefusal.Unavailable);
        using HttpResponseMessage refused = await house.Https(Device).GetAsync($"images/{house.Payload.Hex}");
        await refused.IsProblemAsync(HttpStatusCode.ServiceUnavailable, ProblemTypes.Unavailable);
        await house.Server.Log.WaitFor("a stored block is not what was signed");
    }

    [Fact]
    public async Task Carousel_sends_each_chunk_once_to_those_it_is_offered_to_by_exact_filter()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device, "OTHER", "THIRD");
        await house.OfferAsync(
            house.Order(Device, "OTHER") with { Paths = [DeliveryPath.Carousel], Deployment = "spring" });
        BrokerClient client = await house.ConnectAsync(Device);
        BrokerClient third = await house.ConnectAsync("THIRD");
        string topic = DeviceTopics.ImageChunk(house.Payload.Hex, 12);

        Assert.False(await MaySubscribeAsync(third, topic));
        Assert.False(await MaySubscribeAsync(client, $"image/{house.Payload.Hex}/+"));
        Assert.False(await MaySubscribeAsync(client, $"image/{new string('0', 64)}/12"));
        Assert.True(await MaySubscribeAsync(client, topic));

        ReceivedMessage message = await UpdateHouse.NextAsync(client, topic);
        Assert.Equal(ChunkRefusal.None, ChunkPacket.TryRead(message.Payload, out ChunkPacket? packet));
        Assert.Equal(12, packet!.First);
        Assert.Equal(
            ChunkRefusal.None, house.Verifier().Check(packet.First, packet.Chunks.Span, packet.Proof));
        await RefusedAsync(client, Device, house.Payload, 0, ChunkRequestRefusal.NotOffered);

        await house.Updates.Desk.WithdrawAsync("spring", null, "operator:ana", CancellationToken.None);
        Assert.False(await MaySubscribeAsync(client, topic));
    }

    [Fact]
    public void Queue_takes_as_many_as_it_may_and_says_no_once()
    {
        RequestQueue queue = new();
        ChunkRequest request = new(default, 0, 1);
        Assert.Equal(
            [RequestPlace.First, RequestPlace.Behind, RequestPlace.NoneForTheFirstTime, RequestPlace.None],
            Enumerable.Range(0, 4).Select(_ => queue.TryAdd(request, 2)).ToArray());
        Assert.NotNull(queue.Next());
        Assert.Equal(RequestPlace.Behind, queue.TryAdd(request, 2));
        Assert.Equal(RequestPlace.NoneForTheFirstTime, queue.TryAdd(request, 2));
        Assert.NotNull(queue.Next());
        Assert.True(queue.HasMore());
        Assert.NotNull(queue.Next());
        Assert.False(queue.HasMore());
        Assert.Equal(RequestPlace.First, queue.TryAdd(request, 2));
    }

    private static ChunkPacket Read(UpdateChunk chunk) => Read(chunk, mayBeRefused: false)!;

    private static ChunkPacket? Read(UpdateChunk chunk, bool mayBeRefused)
    {
        Assert.True(mayBeRefused || chunk.Refusal == ChunkRequestRefusal.None, $"{chunk.Refusal}");
        if (chunk.Packet is not { } bytes)
        {
            return null;
        }

        Assert.Equal(ChunkRefusal.None, ChunkPacket.TryRead(bytes, out ChunkPacket? packet));
        return packet;
    }

    private static async Task RefusedAsync(
        BrokerClient client, string device, Sha256Digest payload, long first, ChunkRequestRefusal expected)
    {
        UpdateChunk chunk = await UpdateHouse.AskAsync(client, device, new ChunkRequest(payload, first, 1));
        Assert.Equal((expected, payload), (chunk.Refusal, chunk.Payload));
    }

    private static async Task<bool> MaySubscribeAsync(BrokerClient client, string filter)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        try
        {
            await client.SubscribeAsync(
                [new SubscriptionRequest(TopicFilter.Parse(filter), QoS.AtMostOnce)], limit.Token);
            return true;
        }
        catch (MqttClientException refused) when (refused.Fault == ClientFault.SubscribeRefused)
        {
            return false;
        }
    }
}
