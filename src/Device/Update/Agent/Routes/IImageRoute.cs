namespace Garita.Device.Update.Agent.Routes;

/// <summary>One way by which chunks come.</summary>
internal interface IImageRoute
{
    /// <summary>
    /// Brings chunks to the machine until it has them all, or until this way is of no more use now. Every wait in it
    /// ends by itself.
    /// </summary>
    /// <exception cref="MqttClient.MqttClientException">The connection failed.</exception>
    Task<RouteEnd> FetchAsync(ImageFetch fetch, CancellationToken cancellationToken);
}
