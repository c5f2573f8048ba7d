using Garita.Broker;
using Garita.Broker.Access;
using Garita.Broker.Routing;
using Garita.Contracts.Identities;
using Garita.Mqtt.Topics;
using Garita.Server.Commands;
using Garita.Server.Policies;
using Garita.Server.Registry;
using Garita.Server.Storage;
using Garita.Server.Telemetry;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Hosting;

/// <summary>The broker and the services inside this program: telemetry, commands, states.</summary>
internal sealed class Messaging : IAsyncDisposable
{
    private const string TelemetryFilter = "private/+/telemetry/#";
    private const string ReplyFilter = "private/+/reply/#";
    private const string ReportedFilter = "private/+/reported";

    private readonly LocalPeer _telemetryPeer;
    private readonly LocalPeer _commandPeer;
    private readonly TelemetryPruner _pruner;

    /// <summary>Starts everything but the listener: when it accepts, all takers are in place.</summary>
    public Messaging(
        DataDirectory data, AccessPolicy policy, string? policyPath, GaritaOptions options, TimeProvider time,
        ILoggerFactory loggers)
    {
        Database database = data.Database;
        ILogger telemetryLog = loggers.CreateLogger("Garita.Telemetry");
        CommandEnvironment environment = new(time, loggers.CreateLogger("Garita.Commands"));
        Liveness = new Liveness(database.Writer, time, loggers);
        Broker = new MqttBroker(options.Broker, policy, data.Registry, time, loggers, Liveness);
        Policy = new PolicyInForce(Broker, policyPath, time, loggers);

        Counters = new TelemetryCounters(options.Telemetry, time, telemetryLog);
        Tail = new TelemetryTail(options.Telemetry, telemetryLog);
        Recorder = new TelemetryRecorder(database.Writer, options.Telemetry, Counters, Tail, telemetryLog);
        _pruner = new TelemetryPruner(database.Writer, options.Telemetry, Counters, time, telemetryLog);
        _telemetryPeer = Broker.OpenLocal(Identity.Service("telemetry"));
        _commandPeer = Broker.OpenLocal(Identity.Service("commands"));
        Commands = new CommandService(
            Broker, _commandPeer, data.Registry, Liveness, options.Commands, environment);
        States = new DeviceStates(
            database, _commandPeer, data.Registry, options.Telemetry.MaxStateBytes, environment);

        _telemetryPeer.TrySubscribe(
            TopicFilter.Parse(TelemetryFilter),
            new TelemetryTaker(Recorder, data.Registry, options.Telemetry, Counters));
        _commandPeer.TrySubscribe(TopicFilter.Parse(ReplyFilter), Commands);
        _commandPeer.TrySubscribe(TopicFilter.Parse(ReportedFilter), States);
    }

    public MqttBroker Broker { get; }

    public Liveness Liveness { get; }

    public PolicyInForce Policy { get; }

    public TelemetryCounters Counters { get; }

    public TelemetryTail Tail { get; }

    public TelemetryRecorder Recorder { get; }

    public CommandService Commands { get; }

    public DeviceStates States { get; }

    /// <summary>Stops taking, and makes what was taken durable. The listener must have stopped before.</summary>
    public async ValueTask DisposeAsync()
    {
        await Policy.DisposeAsync().ConfigureAwait(false);
        _telemetryPeer.Dispose();
        _commandPeer.Dispose();
        Tail.Close();
        await Recorder.DisposeAsync().ConfigureAwait(false);
        await _pruner.DisposeAsync().ConfigureAwait(false);
        States.Dispose();
        Broker.Dispose();
        await Liveness.DisposeAsync().ConfigureAwait(false);
        Counters.Dispose();
    }
}
