using Garita.Broker.Routing;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Wire;

namespace Garita.Broker.Connections;

/// <content>The way out: frames are appended under the output lock and taken by the transport.</content>
public sealed partial class MqttConnection
{
    // Beyond the room for messages, so that a client whose messages fill that is not ended by its next PINGREQ; 16,000
    // acknowledgements.
    private const int AnswerRoom = 64 * 1024;

    private readonly Lock _outputGate = new();
    private OutputQueue _output; // guarded by _outputGate
    private int _handedOver; // guarded by _outputGate: bytes taken by the transport and not known to be written
    private bool _outputTold; // guarded by _outputGate: the owner was told and has not yet found the output empty
    private bool _outputOverflowed; // guarded by _outputGate: answers found no room, the connection is being ended
    private bool _outputEnded; // guarded by _outputGate: DISCONNECT or the refusing CONNACK was the last frame
    private long _stalledSinceMs; // guarded by _outputGate; 0 while output flows
    private long _maximumPacketSize = long.MaxValue; // set at CONNECT

    internal int KeepAliveMs { get; private set; }

    /// <summary>Bytes that the transport has not written yet.</summary>
    internal int UnsentBytes
    {
        get
        {
            lock (_outputGate)
            {
                return _output.Length + _handedOver;
            }
        }
    }

    private long StalledDueMs
    {
        get
        {
            lock (_outputGate)
            {
                return _stalledSinceMs == 0
                    ? long.MaxValue
                    : _stalledSinceMs + (long)_broker.Options.StalledOutputTimeout.TotalMilliseconds;
            }
        }
    }

    /// <summary>
    /// Hands over all frames that wait. After <see cref="IConnectionOwner.OutputReady"/> the owner calls this until it
    /// returns false; only then will it be told again. The taker returns the buffer after writing it.
    /// </summary>
    public bool TryTakeOutput(out OutputBuffer output)
    {
        using Turn.Scope turn = Turn.Enter();
        if (TryTake(last: false, out output))
        {
            return true;
        }

        // The output has drained: what the session held back goes on. No OutputReady: the owner is in its loop.
        Session?.Pump(this);
        return TryTake(last: true, out output);
    }

    internal void TellOutputReady() => _owner.OutputReady(this);

    /// <summary>
    /// Appends a control packet. Reason strings go with CONNACK alone, where a client cannot ask to be spared them
    /// [MQTT-3.1.2-29]; without reason string and user properties if it would be too large.
    /// </summary>
    internal void Send(IPacket packet)
    {
        IPacket fitting = PacketWriter.Measure(packet, Version) > _maximumPacketSize
            ? packet.WithoutDiagnostics()
            : packet;
        int size = PacketWriter.Measure(fitting, Version);
        if (size > _maximumPacketSize)
        {
            return; // [MQTT-3.1.2-24]
        }

        lock (_outputGate)
        {
            if (!_outputEnded && HasRoomForAnswer(size))
            {
                PacketWriter.Write(fitting, Version, _output.Append(size, _broker.Pool));
                TellLater();
            }
        }
    }

    /// <summary>Appends the last packet: nothing follows it.</summary>
    internal void SendLast(IPacket packet)
    {
        Send(packet);
        lock (_outputGate)
        {
            _outputEnded = true;
        }
    }

    internal void SendAck(PacketType type, ushort packetId, ReasonCode reason)
    {
        if (reason != ReasonCode.Success && Version == MqttVersion.V500)
        {
            Send(AckPackets.Make(type, packetId, reason));
            return;
        }

        lock (_outputGate)
        {
            if (!_outputEnded && HasRoomForAnswer(PacketWriter.ShortAckLength))
            {
                PacketWriter.WriteShortAck(type, packetId, _output.Append(PacketWriter.ShortAckLength, _broker.Pool));
                TellLater();
            }
        }
    }

    internal bool SendPubRel(ushort packetId)
    {
        SendAck(PacketType.PubRel, packetId, ReasonCode.Success);
        return true;
    }

    /// <summary>Appends one PUBLISH, if the output has room for it and the client accepts its size.</summary>
    internal SendOutcome SendPublish(in PublishToSend send, ref FrameCache frames)
    {
        PublishFrame frame = frames.Find(send, this);
        if (frame.Length > _maximumPacketSize)
        {
            return SendOutcome.Dropped; // [MQTT-3.1.2-24], [MQTT-3.1.2-25]
        }

        lock (_outputGate)
        {
            if (_outputEnded)
            {
                return SendOutcome.NoRoom;
            }

            if (!_output.IsEmpty && _output.Length + frame.Length > _broker.Options.MaxOutputBytes)
            {
                Stall();
                return SendOutcome.NoRoom;
            }

            frame.CopyTo(_output.Append(frame.Length, _broker.Pool), send);
            TellLater();
        }

        if (frame.NewAlias != 0)
        {
            Aliases.Commit(send.Publication.Topic, frame.NewAlias);
        }

        return SendOutcome.Sent;
    }

    /// <summary>What CONNECT settled; before the session knows the connection.</summary>
    internal void Configure(ConnectPacket connect, uint keepAliveSeconds)
    {
        KeepAliveMs = (int)(keepAliveSeconds * 1500);
        _maximumPacketSize = connect.MaximumPacketSize ?? long.MaxValue;
        Aliases = new TopicAliases(
            _broker.Options.TopicAliasMaximum, Math.Min(connect.TopicAliasMaximum, _broker.Options.TopicAliasMaximum));
    }

    private void SendDisconnect(CloseReason reason)
    {
        // MQTT 3.1.1 has no DISCONNECT from the server.
        if (Version == MqttVersion.V500)
        {
            SendLast(new DisconnectPacket { ReasonCode = CloseReasons.ToDisconnectCode(reason) });
        }
        else
        {
            lock (_outputGate)
            {
                _outputEnded = true;
            }
        }
    }

    // Called under the output lock. A client gets an answer to each packet; one that asks on and on without reading is
    // ended, at the end of the turn because a lock is held here.
    private bool HasRoomForAnswer(int size)
    {
        if (_output.Length + size <= _broker.Options.MaxOutputBytes + AnswerRoom)
        {
            return true;
        }

        if (!_outputOverflowed)
        {
            _outputOverflowed = true;
            Turn.After(() => End(CloseReason.SlowConsumer));
        }

        return false;
    }

    // Called under the output lock.
    private void TellLater()
    {
        if (!_outputTold)
        {
            _outputTold = true;
            Turn.AddReady(this);
        }
    }

    // Called under the output lock.
    private void Stall()
    {
        if (_stalledSinceMs == 0)
        {
            _stalledSinceMs = Math.Max(1, _broker.Clock.NowMs);
            _broker.Wheel.Add(this, _stalledSinceMs + (long)_broker.Options.StalledOutputTimeout.TotalMilliseconds);
        }
    }

    private bool TryTake(bool last, out OutputBuffer output)
    {
        lock (_outputGate)
        {
            // Whoever asks for more has written what it took before.
            _handedOver = 0;
            _stalledSinceMs = 0;
            if (_output.IsEmpty)
            {
                _outputTold = _outputTold && !last;
                output = default;
                return false;
            }

            _handedOver = _output.Length;
            output = _output.Take(_broker.Pool);
            return true;
        }
    }

    private void DiscardOutput()
    {
        lock (_outputGate)
        {
            _outputEnded = true;
            _output.Discard(_broker.Pool);
        }
    }
}
