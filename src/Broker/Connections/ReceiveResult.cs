namespace Garita.Broker.Connections;

/// <summary>What the transport does after handing over received bytes.</summary>
public enum ReceiveResult
{
    /// <summary>Go on reading.</summary>
    Continue,

    /// <summary>
    /// Stop reading until <see cref="IConnectionOwner.ResumeReading"/>: more publishes wait for durable takers than the
    /// limit allows. Only MQTT 3.1.1 clients, which have no Receive Maximum, are paused.
    /// </summary>
    Pause,

    /// <summary>Read no more; <see cref="IConnectionOwner.Close"/> was or will be called.</summary>
    Close,
}
