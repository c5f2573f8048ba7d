using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Garita.Contracts.Api.Releases;
using Garita.Contracts.Api.Updates;
using Garita.Contracts.Identities;
using Garita.Contracts.Topics;
using Garita.Firmware;
using Garita.Firmware.Chunks;
using Garita.Firmware.Delivery;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.MqttClient;
using Garita.Server.Hosting;
using Garita.Server.Images;
using Garita.Server.Releases;
using Garita.Server.Tests.Fixtures;
using Garita.Server.Tests.Releases;
using Garita.Server.Updates;
using Garita.Server.Updates.Offers;

namespace Garita.Server.Tests.Updates;

/// <summary>A whole server with a published release and its way back, and devices that ask for it.</summary>
internal sealed class UpdateHouse : IAsyncDisposable
{
    private readonly Dictionary<string, TestHolder> _holders = [];
    private readonly List<IAsyncDisposable> _held = [];

    private UpdateHouse(TestServer server, Maker maker)
    {
        Server = server;
        Maker = maker;
    }

    public TestServer Server { get; }

    public Maker Maker { get; }

    public UpdateService Updates => Server.Server.Updates;

    /// <summary>The release's manifest.</summary>
    public Sha256Digest Release { get; private set; }

    /// <summary>The manifest of its way back.</summary>
    public Sha256Digest WayBack { get; private set; }

    public byte[] Image => Maker.Image;

    /// <summary>Who a device is.</summary>
    public TestHolder HolderOf(string device) => _holders[device];

    public Sha256Digest Payload => Sha256Digest.Of(Image);

    public static async Task<UpdateHouse> StartAsync(
        Func<GaritaOptions, GaritaOptions>? adjust = null, params string[] devices)
    {
        UpdateHouse house = new(await TestServer.StartAsync(adjust), new Maker());
        await house.PublishAsync();
        foreach (string device in devices)
        {
            house._holders[device] = await house.Server.AddDeviceAsync(device);
        }

        return house;
    }

    /// <summary>Publishes another release, which <see cref="Order"/> is about from then on.</summary>
    public async Task PublishAsync(byte[] envelope, byte[] payload, byte[]? wayBack = null)
    {
        await StoreAsync(payload);
        PublishResult published = await Server.Server.Publishing.Desk.PublishAsync(
            new PublishReleaseRequest(envelope, wayBack), "token:ci", CancellationToken.None);
        Assert.True(published.IsNew, published.Refusal.ToString());
        Release = Maker.DigestOf(envelope);
    }

    /// <summary>Waits for what a device says.</summary>
    public async Task<OfferRecord> UntilAsync(string device, Func<OfferRecord, bool> until)
    {
        using SemaphoreSlim news = new(0);
        Action heard = () => news.Release();
        Updates.Statuses.Reported += heard;
        try
        {
            OfferRecord offer = await FindAsync(device);
            while (!until(offer))
            {
                bool isNews = await news.WaitAsync(TimeSpan.FromSeconds(60));
                Assert.True(isNews, $"{device} stays {offer.DeviceState} {offer.Reason}");
                offer = await FindAsync(device);
            }

            return offer;
        }
        finally
        {
            Updates.Statuses.Reported -= heard;
        }
    }

    public OfferOrder Order(params string[] devices) => new()
    {
        Deployment = "spring",
        Manifest = Release,
        Devices = [.. devices.Select(Identity.Device)],
        Actor = "operator:ana",
    };

    public async Task<OfferOutcome[]> OfferAsync(OfferOrder order)
    {
        OfferResult result = await Updates.Desk.OfferAsync(order, CancellationToken.None);
        Assert.Equal(OfferRefusal.None, result.Refusal);
        return [.. result.Devices.Select(device => device.Outcome)];
    }

    public Task<OfferOutcome[]> OfferAsync(params string[] devices) => OfferAsync(Order(devices));

    public async Task<OfferRecord> FindAsync(string device) =>
        (await Updates.Catalog.PageAsync(null, device, long.MaxValue, 1, CancellationToken.None)).Single();

    /// <summary>A device on MQTT that hears what is its own.</summary>
    public async Task<BrokerClient> ConnectAsync(string device)
    {
        BrokerClient client = await Server.ConnectAsync(_holders[device], device, options => options with
        {
            Subscriptions =
                [new SubscriptionRequest(TopicFilter.Parse($"firmware/{device}/#"), QoS.AtLeastOnce)],
        });
        _held.Add(client);
        return client;
    }

    /// <summary>A device's client of the HTTPS listener.</summary>
    public HttpClient Https(string device, int version = 1)
    {
        HttpClient client = new(new SocketsHttpHandler { SslOptions = Tls(device), UseProxy = false })
        {
            BaseAddress = new Uri($"https://localhost:{Server.Server.HttpsEndpoint!.Port}/"),
            DefaultRequestVersion = version == 1 ? HttpVersion.Version11 : HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = TimeSpan.FromSeconds(60),
        };
        _held.Add(new Holding(client));
        return client;
    }

    /// <summary>A device's bare connection to the HTTPS listener, with a small window.</summary>
    public async Task<SslStream> OpenTlsAsync(string device)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveBufferSize = 16 * 1024,
        };
        await socket.ConnectAsync(Server.Server.HttpsEndpoint!);
        SslStream tls = new(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsClientAsync(Tls(device)).WaitAsync(TimeSpan.FromSeconds(20));
        return tls;
    }

    /// <summary>The next message on a topic; others are passed over.</summary>
    public static async Task<ReceivedMessage> NextAsync(BrokerClient client, string topic)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        while (true)
        {
            ReceivedMessage message = await client.Messages.ReadAsync(limit.Token);
            await client.AcknowledgeAsync(message, limit.Token);
            if (message.Topic.Text == topic)
            {
                return message;
            }
        }
    }

    public static async Task SayAsync(BrokerClient client, string topic, byte[] payload)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        await client.PublishAsync(
            new OutgoingMessage { Topic = TopicName.Parse(topic), Payload = payload }, limit.Token);
    }

    public static async Task<UpdateOfferMessage> NextOfferAsync(BrokerClient client, string device)
    {
        ReceivedMessage message = await NextAsync(client, new DeviceTopics(device).Offer);
        DeliveryRefusal refusal = UpdateOfferMessage.TryRead(message.Payload, out UpdateOfferMessage? offer);
        Assert.Equal(DeliveryRefusal.None, refusal);
        return offer!;
    }

    public static async Task<UpdateChunk> AskAsync(BrokerClient client, string device, ChunkRequest request)
    {
        await SayAsync(client, new DeviceTopics(device).UpdateRequest, UpdateRequest.Of(request).Encode());
        return await NextChunkAsync(client, device);
    }

    public static async Task<UpdateChunk> NextChunkAsync(BrokerClient client, string device)
    {
        ReceivedMessage message = await NextAsync(client, new DeviceTopics(device).Chunk);
        Assert.Equal(DeliveryRefusal.None, UpdateChunk.TryRead(message.Payload, out UpdateChunk? chunk));
        return chunk!;
    }

    public UpdateStatusMessage Status(UpdateState state, UpdateReason? reason = null) => new()
    {
        Deployment = "spring",
        Attempt = 1,
        Manifest = Release,
        State = state,
        Reason = reason,
    };

    public static Task ReportAsync(BrokerClient client, string device, UpdateStatusMessage status) =>
        SayAsync(client, new DeviceTopics(device).UpdateStatus, status.Encode());

    /// <summary>What the signed manifest says of the image.</summary>
    public ChunkVerifier Verifier()
    {
        using ChunkTreeBuilder tree = new(4096);
        tree.Append(Image);
        return ChunkVerifier.TryCreate(tree.Finish(), Image.Length)!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable held in _held)
        {
            await held.DisposeAsync();
        }

        await Server.DisposeAsync();
        Maker.Dispose();
    }

    private SslClientAuthenticationOptions Tls(string device)
    {
        TestHolder holder = _holders[device];
        SslClientAuthenticationOptions tls = new()
        {
            TargetHost = "localhost",
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            },
            ClientCertificateContext = SslStreamCertificateContext.Create(holder.Leaf, [holder.Issuer], offline: true),
        };
        tls.CertificateChainPolicy.CustomTrustStore.Add(Server.ServerRoot);
        return tls;
    }

    private async Task PublishAsync()
    {
        Publishing publishing = Server.Server.Publishing;
        TrustResult trusted = await publishing.Trust.InstallAsync(
            Maker.Trust(1), "operator:ana", CancellationToken.None);
        Assert.NotNull(trusted.Record);
        await StoreAsync(Maker.OldImage);
        byte[] wayBack = Maker.WayBack(6);
        WayBack = Maker.DigestOf(wayBack);
        await PublishAsync(Maker.Release(5), Maker.Image, wayBack);
    }

    private async Task StoreAsync(byte[] payload)
    {
        using MemoryStream source = new(payload);
        Assert.Equal(ImageRefusal.None, await Server.Server.Publishing.Images.StoreAsync(
            Sha256Digest.Of(payload), payload.Length, source, CancellationToken.None));
    }

    private sealed class Holding(IDisposable held) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            held.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
