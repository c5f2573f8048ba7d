using Garita.Mqtt.Packets;

namespace Garita.MqttClient.Sessions;

/// <summary>
/// SUBSCRIBEs and UNSUBSCRIBEs waiting for their answer. They end with their connection; whoever asked decides whether
/// to ask again. Thread-safe.
/// </summary>
internal sealed class PendingRequests(PacketIds ids, Lock gate)
{
    // Guarded by gate, which the flights share because the packet ids are shared.
    private readonly Dictionary<ushort, TaskCompletionSource<IReadOnlyList<ReasonCode>>> _open = [];

    /// <summary>
    /// Opens a request; the task completes with its reason codes or with the fault of its connection.
    /// </summary>
    public (ushort PacketId, Task<IReadOnlyList<ReasonCode>> Answer) Open()
    {
        lock (gate)
        {
            if (!ids.TryTake(out ushort id))
            {
                throw new MqttClientException(ClientFault.OutgoingQueueFull, "Every packet id is in use.");
            }

            TaskCompletionSource<IReadOnlyList<ReasonCode>> answer =
                new(TaskCreationOptions.RunContinuationsAsynchronously);
            _open.Add(id, answer);
            return (id, answer.Task);
        }
    }

    /// <summary>SUBACK or UNSUBACK. False for an id that nobody asked with.</summary>
    public bool Complete(ushort packetId, IReadOnlyList<ReasonCode> codes)
    {
        lock (gate)
        {
            bool known = _open.Remove(packetId, out TaskCompletionSource<IReadOnlyList<ReasonCode>>? answer);
            if (known)
            {
                ids.Release(packetId);
                answer!.TrySetResult(codes);
            }

            return known;
        }
    }

    /// <summary>The connection has ended.</summary>
    public void FailAll(MqttClientException fault)
    {
        lock (gate)
        {
            foreach ((ushort id, TaskCompletionSource<IReadOnlyList<ReasonCode>> answer) in _open)
            {
                ids.Release(id);
                answer.TrySetException(fault);
            }

            _open.Clear();
        }
    }
}
