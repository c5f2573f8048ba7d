using System.Security.Cryptography.X509Certificates;
using Garita.Contracts.Topics;
using Garita.Firmware.Delivery;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.MqttClient;
using Garita.MqttClient.Transports;
using Garita.MqttClient.Trust;
using Garita.Pki.Keys;
using Garita.Pki.Profiles;
using Garita.Pki.Verification;

namespace Garita.Device.Update.Agent;

/// <summary>Updates over the connection of a <see cref="DeviceClient"/>.</summary>
internal sealed class DeviceUpdateLink : IUpdateLink, IDisposable
{
    private readonly DeviceTopics _topics;
    private readonly DeviceLink _link;
    private readonly BrokerClient _client;
    private readonly TlsTransport _https;

    public DeviceUpdateLink(DeviceOptions options, DeviceTopics topics, DeviceLink link)
    {
        _topics = topics;
        _link = link;
        _client = link.Client;
        _https = link.Https;
        Inbox = new UpdateInbox(TrustOf(options, topics, link), options.Logger);
        HttpsAuthority = new UriBuilder("https", options.ServerName ?? options.Host, options.WebSocketPort)
            .Uri.Authority;
    }

    /// <inheritdoc/>
    public UpdateInbox Inbox { get; }

    /// <inheritdoc/>
    public string HttpsAuthority { get; }

    /// <summary>Takes a message that is about updates; what is about nothing here is left.</summary>
    public void Take(ReceivedMessage message)
    {
        string topic = message.Topic.Text;
        if (topic == _topics.Offer)
        {
            Inbox.TakeOffer(message.Payload);
        }
        else if (topic == _topics.Chunk)
        {
            Inbox.Chunks.TryAdd(message.Payload);
        }
        else if (topic == _topics.Answer)
        {
            Inbox.TakeAnswer(message.Payload);
        }
        else if (topic.StartsWith("image/", StringComparison.Ordinal))
        {
            Inbox.Carousel.TryAdd(message.Payload);
        }
    }

    /// <inheritdoc/>
    public Task SubscribeAsync(CancellationToken cancellationToken) => _client.SubscribeAsync(
        [Request(_topics.Offer), Request(_topics.Chunk), Request(_topics.Answer)], cancellationToken);

    /// <inheritdoc/>
    public Task SendAsync(UpdateStatusMessage status, CancellationToken cancellationToken) =>
        PublishAsync(
            _topics.UpdateStatus,
            (status.State.IsFinal() ? status.SignedWith(_link.Sign(status.ToBeSigned(_topics.Id))) : status).Encode(),
            cancellationToken);

    /// <inheritdoc/>
    public Task SendAsync(UpdateRequest request, CancellationToken cancellationToken) =>
        PublishAsync(_topics.UpdateRequest, request.Encode(), cancellationToken);

    /// <inheritdoc/>
    public Task FollowAsync(IReadOnlyList<string> topics, CancellationToken cancellationToken) =>
        _client.SubscribeAsync(
            [.. topics.Select(topic => new SubscriptionRequest(TopicFilter.Parse(topic), QoS.AtMostOnce))],
            cancellationToken);

    /// <inheritdoc/>
    public Task ForgetAsync(IReadOnlyList<string> topics, CancellationToken cancellationToken) =>
        _client.UnsubscribeAsync([.. topics.Select(TopicFilter.Parse)], cancellationToken);

    /// <inheritdoc/>
    public async Task<Stream> OpenHttpsAsync(CancellationToken cancellationToken) =>
        await _https.OpenAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public void Dispose() => Inbox.Dispose();

    // What the device trusts already, and nothing more: a root of another form than ours stands behind no assigner.
    private static AssignmentTrust TrustOf(DeviceOptions options, DeviceTopics topics, DeviceLink link)
    {
        List<AuthorityCertificate> roots = [];
        foreach (X509Certificate2 root in link.ServerRoots)
        {
            if (AuthorityCertificate.TryReadRoot(
                root.RawData, CertificateRole.ServerRoot, out AuthorityCertificate? read) == ChainRefusal.None)
            {
                roots.Add(read!);
            }
        }

        return new AssignmentTrust(roots, topics.Id) { IssuerPins = [.. Pins(options)] };
    }

    // A pin narrows who may be the server, and so who may assign.
    private static IEnumerable<PublicKeyHash> Pins(DeviceOptions options)
    {
        foreach (SpkiPin? pin in (SpkiPin?[])[options.IssuerPin, options.BackupPin])
        {
            if (pin is { } set && PublicKeyHash.TryParse(set.Hex, out PublicKeyHash key))
            {
                yield return key;
            }
        }
    }

    private static SubscriptionRequest Request(string topic) => new(TopicFilter.Parse(topic), QoS.AtLeastOnce);

    private Task PublishAsync(string topic, byte[] payload, CancellationToken cancellationToken) =>
        _client.PublishAsync(
            new OutgoingMessage { Topic = TopicName.Parse(topic), Payload = payload, QoS = QoS.AtLeastOnce },
            cancellationToken);
}
