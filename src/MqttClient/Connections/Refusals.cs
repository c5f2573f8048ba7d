using System.Collections.Frozen;
using Garita.Mqtt.Packets;

namespace Garita.MqttClient.Connections;

/// <summary>From reason codes on the wire to this client's faults.</summary>
internal static class Refusals
{
    private static readonly FrozenDictionary<ReasonCode, ClientFault> OfCodes = new Dictionary<ReasonCode, ClientFault>
    {
        [ReasonCode.UnsupportedProtocolVersion] = ClientFault.RefusedProtocolVersion,
        [ReasonCode.ClientIdentifierNotValid] = ClientFault.RefusedClientId,
        [ReasonCode.ServerUnavailable] = ClientFault.RefusedUnavailable,
        [ReasonCode.ServerBusy] = ClientFault.RefusedUnavailable,
        [ReasonCode.BadUserNameOrPassword] = ClientFault.RefusedCredentials,
        [ReasonCode.BadAuthenticationMethod] = ClientFault.RefusedCredentials,
        [ReasonCode.NotAuthorized] = ClientFault.RefusedNotAuthorized,
        [ReasonCode.Banned] = ClientFault.RefusedBanned,
        [ReasonCode.QuotaExceeded] = ClientFault.RefusedQuota,
        [ReasonCode.ConnectionRateExceeded] = ClientFault.RefusedQuota,
        [ReasonCode.UseAnotherServer] = ClientFault.RefusedMoved,
        [ReasonCode.ServerMoved] = ClientFault.RefusedMoved,
    }.ToFrozenDictionary();

    /// <summary>Why a CONNACK refused (MQTT 5 3.2.2.2; MQTT 3.1.1 codes are read as their MQTT 5 equals).</summary>
    public static MqttClientException OfConnAck(ReasonCode code, string? told)
    {
        ClientFault fault = OfCodes.GetValueOrDefault(code, ClientFault.Refused);
        return With(fault, $"The broker refused the connection: {code}{Quote(told)}", code);
    }

    /// <summary>Why a DISCONNECT came.</summary>
    public static MqttClientException OfDisconnect(ReasonCode code, string? told)
    {
        ClientFault fault = code == ReasonCode.SessionTakenOver
            ? ClientFault.SessionTakenOver
            : ClientFault.DisconnectedByServer;
        return With(fault, $"The broker disconnected: {code}{Quote(told)}", code);
    }

    /// <summary>A publish that was answered with a failure.</summary>
    public static MqttClientException OfPublish(ReasonCode code) =>
        With(ClientFault.PublishRefused, $"The broker refused the publish: {code}", code);

    /// <summary>A subscription that was answered with a failure.</summary>
    public static MqttClientException OfSubscribe(ReasonCode code, string filter) =>
        With(ClientFault.SubscribeRefused, $"The broker refused to subscribe to '{filter}': {code}", code);

    private static MqttClientException With(ClientFault fault, string message, ReasonCode code) =>
        new(fault, message) { ReasonCode = (byte)code };

    private static string Quote(string? told) => told is null ? string.Empty : $" ({told})";
}
