namespace Garita.MqttClient.Transports;

/// <summary>
/// How bytes reach the broker. The trust boundary of the client: a stream is handed out only after the broker has been
/// authenticated, so nothing that is written to it can reach a false broker.
/// </summary>
public interface IClientTransport
{
    /// <summary>Where this transport leads, for logs: <c>mqtt.lan:8883</c>.</summary>
    string Target { get; }

    /// <summary>Opens a stream to the authenticated broker; the caller disposes it.</summary>
    /// <exception cref="MqttClientException">The broker cannot be reached or is not the right one.</exception>
    ValueTask<Stream> OpenAsync(CancellationToken cancellationToken);
}
