using System.Net;
using Garita.Broker;
using Garita.Server.Admission;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Listeners.Serving;

/// <summary>
/// What a listener for MQTT has whatever it listens on: who is let in, where refusals are told, the connections, and
/// the order in which all of it ends.
/// </summary>
internal sealed class MqttReception : IAsyncDisposable
{
    private readonly ILogger _logger;
    private bool _stopped;

    /// <param name="options">Limits.</param>
    /// <param name="admission">Who may come in.</param>
    /// <param name="broker">Takes the connections.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The listener's.</param>
    public MqttReception(
        ListenerOptions options, CertificateAdmission admission, MqttBroker broker, TimeProvider time, ILogger logger)
    {
        _logger = logger;
        Refusals = new RefusalLog(options, time, logger);
        Admission = new PeerAdmission(admission, Refusals);
        Connections = new MqttConnections(options, broker, time, logger);
    }

    /// <summary>Where refusals are told.</summary>
    public RefusalLog Refusals { get; }

    /// <summary>Who is let in.</summary>
    public PeerAdmission Admission { get; }

    /// <summary>The connections.</summary>
    public MqttConnections Connections { get; }

    /// <summary>
    /// Accepts no more, has the broker say goodbye on every connection it has (MQTT 5 4.13: 0x8B) and waits for those
    /// of this listener to end, at most <see cref="ListenerOptions.StopTimeout"/>; what is left is cut. Does nothing
    /// the second time.
    /// </summary>
    /// <param name="endpoint">What was listened on, for the log.</param>
    /// <param name="stopAccepting">Has nobody new come in; what is served goes on.</param>
    /// <param name="cancellation">Cuts what is left at once.</param>
    public async Task StopAsync(IPEndPoint endpoint, Func<Task> stopAccepting, CancellationToken cancellation)
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        Connections.RefuseNewcomers();
        await stopAccepting();
        await Connections.StopAsync(cancellation);
        ListenerLog.Stopped(_logger, endpoint);
    }

    /// <summary>Gives back what is its own; whoever accepts has been disposed before.</summary>
    public async ValueTask DisposeAsync()
    {
        await Connections.DisposeAsync();
        Refusals.Dispose();
    }
}
