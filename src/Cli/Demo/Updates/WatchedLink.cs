using Garita.Device.Update.Agent;
using Garita.Firmware.Delivery;

namespace Garita.Cli.Demo.Updates;

/// <summary>
/// A device's link with somebody on it who counts its requests, and may pull the plug or flip a bit of what comes over
/// HTTPS.
/// </summary>
/// <param name="link">The link itself.</param>
/// <param name="asked">Told of each first chunk that is asked for; may throw what a power cut is.</param>
/// <param name="flip">Which byte of the first HTTPS connection has another bit; null for none.</param>
public sealed class WatchedLink(IUpdateLink link, Action<long> asked, long? flip = null) : IUpdateLink
{
    private long? _flip = flip;

    /// <inheritdoc/>
    public UpdateInbox Inbox => link.Inbox;

    /// <inheritdoc/>
    public string HttpsAuthority => link.HttpsAuthority;

    /// <inheritdoc/>
    public Task SubscribeAsync(CancellationToken cancellationToken) => link.SubscribeAsync(cancellationToken);

    /// <inheritdoc/>
    public Task SendAsync(UpdateStatusMessage status, CancellationToken cancellationToken) =>
        link.SendAsync(status, cancellationToken);

    /// <inheritdoc/>
    public Task SendAsync(UpdateRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Chunks is { } chunks)
        {
            asked(chunks.First);
        }

        return link.SendAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public Task FollowAsync(IReadOnlyList<string> topics, CancellationToken cancellationToken) =>
        link.FollowAsync(topics, cancellationToken);

    /// <inheritdoc/>
    public Task ForgetAsync(IReadOnlyList<string> topics, CancellationToken cancellationToken) =>
        link.ForgetAsync(topics, cancellationToken);

    /// <inheritdoc/>
    public async Task<Stream> OpenHttpsAsync(CancellationToken cancellationToken)
    {
        Stream stream = await link.OpenHttpsAsync(cancellationToken);
        if (_flip is not { } at)
        {
            return stream;
        }

        _flip = null;
        return new FlippingStream(stream, at);
    }
}
