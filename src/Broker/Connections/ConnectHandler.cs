using System.Security.Cryptography;
using Garita.Broker.Routing;
using Garita.Broker.Sessions;
using Garita.Contracts.Identities;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Wire;

namespace Garita.Broker.Connections;

/// <summary>CONNECT (MQTT 5, 3.1.4): refuse with a reason, or find or make the session and answer.</summary>
internal static class ConnectHandler
{
    // Each round replaces a session that was discarded while we reached for it; more than a few means a storm of
    // takeovers.
    private const int MaxRounds = 4;

    public static void Handle(BrokerState broker, MqttConnection connection, in Frame frame)
    {
        connection.UseVersion(ConnectPacket.AnswerVersion(frame));
        PacketStatus status = ConnectPacket.TryRead(frame, out ConnectPacket? connect);
        if (status != PacketStatus.Ok)
        {
            Refuse(connection, PacketHandler.ToCloseReason(status));
            return;
        }

        // The registry is asked once more: an identity may have been removed since the handshake.
        PeerAttributes? current = broker.CurrentAttributes(connection.Peer.Attributes);
        CloseReason? refusal = Judge(broker, connection, connect!, current);
        refusal ??= Accept(broker, connection, connect!, current!);
        if (refusal is { } reason)
        {
            Refuse(connection, reason);
        }
    }

    private static CloseReason? Judge(
        BrokerState broker, MqttConnection connection, ConnectPacket connect, PeerAttributes? current)
    {
        if (connection.Refusal is not null)
        {
            return connection.Refusal;
        }

        if (current is null)
        {
            return CloseReason.PeerRefused;
        }

        // Who the client is was proved by its certificate; user name and password are ignored, other methods refused.
        if (connect.AuthenticationMethod is not null)
        {
            return CloseReason.AuthenticationMethodRefused; // [MQTT-4.12.0-1]
        }

        if (!ClientIds.IsAllowed(connect.ClientId, connect.CleanStart))
        {
            return CloseReason.ClientIdRefused; // [MQTT-3.1.3-8]
        }

        if (connect.Will is not { } will)
        {
            return null;
        }

        return !TopicRules.Allow(will.Topic, broker.Options) ? CloseReason.TopicNameInvalid
            : !broker.Policy.JudgePublish(current, will.Topic).Allowed ? CloseReason.NotAuthorized
            : null;
    }

    // Steps: 1 the key, 2 a clean start ends what was, 3 find or make, 4 attach and answer, 5 accept or undo.
    private static CloseReason? Accept(
        BrokerState broker, MqttConnection connection, ConnectPacket connect, PeerAttributes current)
    {
        bool assigned = connect.ClientId.Length == 0;
        string clientId = assigned
            ? "auto-" + RandomNumberGenerator.GetHexString(16, lowercase: true)
            : connect.ClientId;
        SessionKey key = new(current.Identity, clientId);
        ushort keepAlive = broker.BoundKeepAlive(connect.KeepAliveSeconds);
        connection.Configure(connect, keepAlive);
        for (int round = 0; round < MaxRounds; round++)
        {
            Session? session = broker.Sessions.FindOrAdd(key, () => new Session(broker, key, current), out bool found);
            if (session is null)
            {
                return CloseReason.QuotaExceeded;
            }

            if (found && connect.CleanStart)
            {
                session.Discard(CloseReason.TakenOver, publishWill: true); // [MQTT-3.1.2-4]
                continue;
            }

            ConnAckPacket answer = Answer(broker, connect, assigned ? clientId : null, found);
            if (session.TryAttach(connection, connect, current, broker.ExpiryOf(connect), answer))
            {
                Complete(broker, connection, session);
                return null;
            }

            broker.Sessions.Remove(session);
        }

        return CloseReason.TakenOver;
    }

    private static void Complete(BrokerState broker, MqttConnection connection, Session session)
    {
        if (!connection.TryAccept(session))
        {
            // Ended meanwhile, perhaps because the identity was removed: then nothing of the session may stay.
            session.Detach(connection, new SessionEnd(connection.EndReason, PublishWill: false, ExpirySeconds: null));
            return;
        }

        broker.Accepted(connection);
        session.Pump(connection);
    }

    private static ConnAckPacket Answer(BrokerState broker, ConnectPacket connect, string? assignedId, bool present)
    {
        uint expiry = broker.ExpiryOf(connect);
        ushort keepAlive = broker.BoundKeepAlive(connect.KeepAliveSeconds);
        return new ConnAckPacket
        {
            ReasonCode = ReasonCode.Success,
            SessionPresent = present, // [MQTT-3.2.2-2], [MQTT-3.2.2-3]
            SessionExpirySeconds = expiry == connect.SessionExpirySeconds ? null : expiry,
            ReceiveMaximum = broker.Options.ReceiveMaximum,
            MaximumPacketSize = (uint)broker.Options.MaxPacketSize,
            AssignedClientId = assignedId, // [MQTT-3.2.2-16]
            TopicAliasMaximum = broker.Options.TopicAliasMaximum,
            ServerKeepAliveSeconds = keepAlive == connect.KeepAliveSeconds ? null : keepAlive, // [MQTT-3.2.2-21]
        };
    }

    private static void Refuse(MqttConnection connection, CloseReason reason)
    {
        // MQTT 3.1.1 has no return code for a CONNECT that cannot be read: it is closed [MQTT-3.1.4-1].
        bool answers = connection.Version == MqttVersion.V500
            || reason is not (CloseReason.MalformedPacket or CloseReason.ProtocolError);
        if (answers)
        {
            ReasonCode code = CloseReasons.ToConnAckCode(reason);
            connection.SendLast(new ConnAckPacket { ReasonCode = code, ReasonString = CloseReasons.Say(reason) });
        }

        connection.End(reason);
    }
}
