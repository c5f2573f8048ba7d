using Garita.Broker.Connections;
using Garita.Contracts.Identities;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Microsoft.Extensions.Logging;

namespace Garita.Broker;

/// <summary>The broker's log lines: one per refusal, never a payload.</summary>
internal sealed partial class BrokerLog(ILogger logger)
{
    [LoggerMessage(1000, LogLevel.Information,
        "{Identity} connected as {ClientId} with {Version} from {RemoteAddress}")]
    public partial void Connected(Identity identity, string clientId, MqttVersion version, string remoteAddress);

    [LoggerMessage(1001, LogLevel.Information, "{Identity} disconnected as {ClientId}: {Reason}")]
    public partial void Disconnected(Identity identity, string clientId, CloseReason reason);

    [LoggerMessage(1002, LogLevel.Warning, "{Identity} refused from {RemoteAddress}: {Reason}")]
    public partial void ConnectRefused(Identity identity, string remoteAddress, CloseReason reason);

    [LoggerMessage(1003, LogLevel.Warning, "{Identity} may not publish {Topic}: {Reason}")]
    public partial void PublishRefused(Identity identity, string topic, CloseReason reason);

    [LoggerMessage(1004, LogLevel.Warning, "{Identity} may not subscribe {Filter}: {Code}")]
    public partial void SubscriptionRefused(Identity identity, string filter, ReasonCode code);

    [LoggerMessage(1005, LogLevel.Warning,
        "Will of {Identity} ({ClientId}) was not published: no longer allowed, or no room")]
    public partial void WillRefused(Identity identity, string clientId);

    [LoggerMessage(1006, LogLevel.Error, "Connection {ConnectionId} of {Identity} failed; nothing was acknowledged")]
    public partial void ConnectionFault(Exception fault, long connectionId, Identity identity);

    [LoggerMessage(1007, LogLevel.Information,
        "{Identity} forgotten: {Reason}; {Sessions} sessions, {Retained} retained messages")]
    public partial void Forgotten(Identity identity, CloseReason reason, int sessions, int retained);

    [LoggerMessage(1008, LogLevel.Information, "Judged again after a change: {Report}")]
    public partial void Rejudged(RejudgeReport report);

    [LoggerMessage(1009, LogLevel.Warning, "{Identity} may not publish {Topic} in process: {Outcome}")]
    public partial void LocalPublishRefused(Identity identity, TopicName topic, Routing.PublishOutcome outcome);

    [LoggerMessage(1010, LogLevel.Warning, "{Identity} may not subscribe {Filter} in process")]
    public partial void LocalSubscriptionRefused(Identity identity, TopicFilter filter);

    [LoggerMessage(1011, LogLevel.Warning, "{Count} more refusals in the last minute")]
    public partial void RefusedMore(int count);
}
