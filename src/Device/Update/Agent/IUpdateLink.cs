using Garita.Firmware.Delivery;
using Garita.MqttClient;

namespace Garita.Device.Update.Agent;

/// <summary>
/// What an update needs of the connection to the server. Every member throws <see cref="MqttClientException"/> where
/// there is no connection, the server refuses, or the answer does not come.
/// </summary>
public interface IUpdateLink
{
    /// <summary>What comes in.</summary>
    UpdateInbox Inbox { get; }

    /// <summary>The host and port of HTTPS, as in the Host field of a request.</summary>
    string HttpsAuthority { get; }

    /// <summary>Asks for what the server says to this device about updates; the retained offer comes at once.</summary>
    Task SubscribeAsync(CancellationToken cancellationToken);

    /// <summary>Sends a status, a final one with the device's signature; completes when the server has it.</summary>
    Task SendAsync(UpdateStatusMessage status, CancellationToken cancellationToken);

    /// <summary>Sends a request; completes when the server has it.</summary>
    Task SendAsync(UpdateRequest request, CancellationToken cancellationToken);

    /// <summary>Follows chunks of the carousel, each by an exact filter.</summary>
    Task FollowAsync(IReadOnlyList<string> topics, CancellationToken cancellationToken);

    /// <summary>Follows them no longer.</summary>
    Task ForgetAsync(IReadOnlyList<string> topics, CancellationToken cancellationToken);

    /// <summary>
    /// A connection to the HTTPS port on which both sides are authenticated; HTTP/1.1 is spoken on it.
    /// </summary>
    Task<Stream> OpenHttpsAsync(CancellationToken cancellationToken);
}
