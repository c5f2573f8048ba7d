using Garita.Device.Update.Agent;
using Garita.Firmware;
using Garita.Firmware.Chunks;
using Garita.Firmware.Delivery;
using Garita.MqttClient;

namespace Garita.Device.Tests.Update.Agent;

/// <summary>
/// A server in memory at the other end of an update agent's link. It answers as a good one does, and each answer can be
/// replaced by that of a bad one.
/// </summary>
internal sealed class FakeServer : IUpdateLink, IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<UpdateStatusMessage> _statuses = [];
    private readonly List<UpdateRequest> _requests = [];
    private TaskCompletionSource _news = NewSignal();

    public FakeServer() => Inbox = NewInbox();

    public UpdateInbox Inbox { get; private set; }

    /// <summary>What the device said of messages that it did not believe.</summary>
    public CapturedLines Doubts { get; } = new();

    public string HttpsAuthority => "garita.example:8443";

    /// <summary>The retained offer; null where nothing was ever said.</summary>
    public byte[]? Offer { get; set; }

    public TestRelease? Release { get; set; }

    /// <summary>Replies to a request for chunks, as messages.</summary>
    public Func<ChunkRequest, IEnumerable<byte[]>>? OnChunks { get; set; }

    /// <summary>Answers a question; null for silence.</summary>
    public Func<StillWanted, UpdateAnswer?> OnWanted { get; set; } =
        question => new UpdateAnswer(question.Nonce, question.Deployment, question.Attempt, Wanted: true);

    /// <summary>Answers a question with messages as they are.</summary>
    public Func<StillWanted, IEnumerable<byte[]>>? OnQuestion { get; set; }

    /// <summary>Whether a status is taken: a false one is a connection that fails.</summary>
    public Func<UpdateStatusMessage, bool> OnStatus { get; set; } = _ => true;

    /// <summary>Chunks of the carousel for topics that are followed now.</summary>
    public Func<IReadOnlyList<string>, IEnumerable<byte[]>>? OnFollow { get; set; }

    /// <summary>The body of the answer to an HTTPS request; null for 404.</summary>
    public Func<string, long, HttpAnswer?>? OnHttps { get; set; }

    public IReadOnlyList<UpdateStatusMessage> Statuses
    {
        get
        {
            lock (_gate)
            {
                return [.. _statuses];
            }
        }
    }

    public IReadOnlyList<UpdateRequest> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    public HashSet<string> Followed { get; } = [];

    /// <summary>Waits until something that was sent satisfies a condition.</summary>
    public async Task<UpdateStatusMessage> WaitAsync(Func<UpdateStatusMessage, bool> condition, CancellationToken stop)
    {
        while (true)
        {
            Task news;
            lock (_gate)
            {
                if (_statuses.FirstOrDefault(condition) is { } found)
                {
                    return found;
                }

                news = _news.Task;
            }

            await news.WaitAsync(stop);
        }
    }

    public Task SubscribeAsync(CancellationToken cancellationToken)
    {
        if (Offer is { } offer)
        {
            Inbox.TakeOffer(offer);
        }

        return Task.CompletedTask;
    }

    public Task SendAsync(UpdateStatusMessage status, CancellationToken cancellationToken)
    {
        // What is sent is what another reader reads.
        Assert.Equal(DeliveryRefusal.None, UpdateStatusMessage.TryRead(status.Encode(), out _));
        if (!OnStatus(status))
        {
            throw new MqttClientException(ClientFault.ConnectionLost, "the connection is lost");
        }

        Add(_statuses, status);
        return Task.CompletedTask;
    }

    public Task SendAsync(UpdateRequest request, CancellationToken cancellationToken)
    {
        request.Encode();
        Add(_requests, request);
        if (request.Chunks is { } chunks)
        {
            foreach (byte[] message in (OnChunks ?? Good)(chunks))
            {
                Inbox.Chunks.TryAdd(message);
            }
        }
        else
        {
            foreach (byte[] message in (OnQuestion ?? Honest)(request.StillWanted!))
            {
                Inbox.TakeAnswer(message);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>What a good server replies.</summary>
    public IEnumerable<byte[]> Good(ChunkRequest request) => [Reply(request.First, request.Count)];

    public byte[] Reply(long first, int count, Func<ChunkPacket, ChunkPacket>? change = null)
    {
        ChunkPacket packet = Release!.Packet(first, count);
        return UpdateChunk.Of(Sha256Digest.Of(Release.Image), (change?.Invoke(packet) ?? packet).Encode()).Encode();
    }

    public Task FollowAsync(IReadOnlyList<string> topics, CancellationToken cancellationToken)
    {
        Followed.UnionWith(topics);
        foreach (byte[] packet in (OnFollow ?? Turn)(topics))
        {
            Inbox.Carousel.TryAdd(packet);
        }

        return Task.CompletedTask;
    }

    public Task ForgetAsync(IReadOnlyList<string> topics, CancellationToken cancellationToken)
    {
        Followed.ExceptWith(topics);
        return Task.CompletedTask;
    }

    public Task<Stream> OpenHttpsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new HttpEnd(OnHttps ?? Files));

    /// <summary>What a good server serves over HTTPS.</summary>
    public HttpAnswer? Files(string path, long from) =>
        path.EndsWith("/leaves", StringComparison.Ordinal) ? new HttpAnswer(Release!.Leaves)
        : new HttpAnswer(Release!.Image[(int)from..]) { From = from, Total = Release.Image.Length };

    /// <summary>Every chunk that is followed, in the order of the topics.</summary>
    public IEnumerable<byte[]> Turn(IReadOnlyList<string> topics) =>
        topics.Select(topic => Release!.Packet(IndexOf(topic), 1).Encode());

    public static long IndexOf(string topic) => long.Parse(topic[(topic.LastIndexOf('/') + 1)..]);

    /// <summary>The device is off: what it had not read is gone.</summary>
    public void LoseInbox()
    {
        Inbox.Dispose();
        Inbox = NewInbox();
    }

    public void Dispose() => Inbox.Dispose();

    private UpdateInbox NewInbox()
    {
        UpdateInbox inbox = new(Assigned.Trust, Doubts);
        inbox.SetOnline(true);
        return inbox;
    }

    private IEnumerable<byte[]> Honest(StillWanted question) =>
        OnWanted(question) is { } answer ? [Assigned.Encode(answer)] : [];

    private void Add<T>(List<T> list, T item)
    {
        TaskCompletionSource news;
        lock (_gate)
        {
            list.Add(item);
            news = _news;
            _news = NewSignal();
        }

        news.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
