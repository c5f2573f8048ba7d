namespace Garita.Quic.Ngtcp.Streams;

/// <summary>What the loop knows of a stream; no other thread touches it.</summary>
internal sealed class NgStreamState
{
    /// <summary>Bytes handed to ngtcp2.</summary>
    public long Sent { get; set; }

    /// <summary>Bytes that the peer has acknowledged; the pipe starts here.</summary>
    public long Acknowledged { get; set; }

    /// <summary>Bytes that came.</summary>
    public long Received { get; set; }

    /// <summary>Bytes of those that the peer got credit back for.</summary>
    public long Credited { get; set; }

    /// <summary>Whether the end of our data was handed to ngtcp2.</summary>
    public bool EndSent { get; set; }

    /// <summary>Whether nothing more is to be sent.</summary>
    public bool WriteOver { get; set; }

    /// <summary>Whether arriving bytes are thrown away.</summary>
    public bool ReadOver { get; set; }

    /// <summary>Whether the peer's window for this stream is used up.</summary>
    public bool Blocked { get; set; }

    /// <summary>Whether it waits in the queue of those with something to send.</summary>
    public bool Queued { get; set; }

    /// <summary>Whether ngtcp2 has forgotten it.</summary>
    public bool Closed { get; set; }

    /// <summary>Whether the caller has taken a stream that the peer opened.</summary>
    public bool Taken { get; set; }
}
