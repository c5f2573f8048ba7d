using System.Threading.Channels;
using Garita.Broker;
using Garita.Broker.Routing;
using Garita.Contracts.Identities;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Updates.Serving;

/// <summary>
/// Sends small replies. Whoever asks runs on the broker's thread and only leaves them here. A device that does not read
/// gets none beyond <see cref="UpdateOptions.MaxUnsentBytes"/>; it asks again.
/// </summary>
internal sealed class ReplySender : IAsyncDisposable
{
    private const int MaxWaiting = 4096; // some 100 bytes each; a flood beyond is dropped

    private readonly MqttBroker _broker;
    private readonly LocalPeer _peer;
    private readonly UpdateOptions _options;
    private readonly ILogger _logger;
    private readonly Channel<(Identity Device, Func<LocalMessage> Make)> _waiting =
        Channel.CreateBounded<(Identity, Func<LocalMessage>)>(
            new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Task _loop;

    public ReplySender(MqttBroker broker, LocalPeer peer, UpdateOptions options, ILogger logger)
    {
        (_broker, _peer, _options, _logger) = (broker, peer, options, logger);
        _loop = RunAsync();
    }

    /// <summary>Whether a device has so much unread that it gets no more for now.</summary>
    public bool IsBusy(Identity device) => _broker.UnsentBytes(device) >= _options.MaxUnsentBytes;

    /// <summary>Leaves a reply, which is made when it is sent.</summary>
    public void Leave(Identity device, Func<LocalMessage> make) => _waiting.Writer.TryWrite((device, make));

    /// <summary>Sends now.</summary>
    public async Task SendAsync(Identity device, LocalMessage message)
    {
        PublishOutcome outcome = await _peer.PublishAsync(message).ConfigureAwait(false);
        if (outcome != PublishOutcome.Accepted)
        {
            UpdateLog.ReplyNotSent(_logger, device, outcome.ToString());
        }
    }

    /// <summary>Sends what waits, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    // Ends when it is disposed.
    private async Task RunAsync()
    {
        await foreach ((Identity device, Func<LocalMessage> make) in _waiting.Reader.ReadAllAsync()
            .ConfigureAwait(false))
        {
            if (!IsBusy(device))
            {
                await SendAsync(device, make()).ConfigureAwait(false);
            }
        }
    }
}
