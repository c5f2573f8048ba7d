using System.Text;

namespace Garita.Quic;

/// <summary>
/// All limits of an endpoint. Each default says why it is that number. Those marked "ngtcp2 only" have no counterpart
/// in the other engine.
/// </summary>
public sealed record QuicLimits
{
    /// <summary>
    /// From the first packet to the end of the handshake. 10 s: a Cortex-M4 without acceleration needs about 2 s, a
    /// lost packet on a cellular link 3 s more, twice.
    /// </summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a connection may be silent; the smaller of both ends' holds (RFC 9000 10.1). 120 s: devices that sleep
    /// keep theirs, and one that vanished costs its memory for two minutes. NAT bindings live shorter; see
    /// <see cref="KeepAlive"/>.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>
    /// After this much silence a packet is sent to keep the connection, and the NAT binding on its way, alive; zero
    /// sends none. Off: it costs a device's battery, so it is for the one who knows the network.
    /// </summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.Zero;

    /// <summary>
    /// Threads that serve one server port, each with a socket of its own; 0 takes half of the processors, at most 8. A
    /// handshake is 1.5 ms of work, so one thread carries about 600 a second. ngtcp2 only.
    /// </summary>
    public int Loops { get; init; }

    /// <summary>
    /// Connections at once of one server, handshakes included. 10,000 at about 40 KiB each: 400 MiB, what a small
    /// server can give.
    /// </summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>
    /// Connections at once from one source (an IPv4 address or an IPv6 /64). 1,000: a site of a thousand devices behind
    /// one router; a tenth of all places. ngtcp2 only.
    /// </summary>
    public int MaxConnectionsPerSource { get; init; } = 1_000;

    /// <summary>
    /// Handshakes at once. 1,024 of about 60 KiB each: 60 MiB at the mercy of strangers whose address is proved.
    /// ngtcp2 only.
    /// </summary>
    public int MaxHandshakes { get; init; } = 1_024;

    /// <summary>
    /// From this many handshakes at once, failed ones of the last second included, newcomers must first prove their
    /// address (Retry, RFC 9000 8.1.2), which costs them a round trip and us no memory. 64: more than honest devices
    /// have under way at once, less than a forger could harm with. Zero asks everybody. ngtcp2 only.
    /// </summary>
    public int HandshakesBeforeRetry { get; init; } = 64;

    /// <summary>
    /// New connections a second from one source; more are refused. 100, with bursts of
    /// <see cref="MaxConnectionsPerSource"/>, so that a whole site may come back after a power cut. ngtcp2 only.
    /// </summary>
    public int ConnectionsPerSecondPerSource { get; init; } = 100;

    /// <summary>
    /// Finished handshakes that wait for <see cref="QuicServer.AcceptAsync"/>; the next is closed. 256: half a
    /// second of handshakes of one busy thread; accepting does no work, so more waiting means that nobody accepts.
    /// </summary>
    public int AcceptBacklog { get; init; } = 256;

    /// <summary>
    /// Bidirectional streams that the peer may have open at once. 100: what HTTP/3 recommends (RFC 9114 6.1).
    /// </summary>
    public int MaxBidirectionalStreams { get; init; } = 100;

    /// <summary>
    /// One-way streams that the peer may have open at once. 10: HTTP/3 uses three (RFC 9114 6.2), and greases with a
    /// few.
    /// </summary>
    public int MaxUnidirectionalStreams { get; init; } = 10;

    /// <summary>
    /// Bytes of one stream that the peer may send before we have read them. 256 KiB: 20 Mbit/s over 100 ms. 16 KiB to
    /// 64 MiB.
    /// </summary>
    public int StreamWindowBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// The same over all streams of a connection. 1 MiB: four streams at their limit; with
    /// <see cref="MaxConnections"/> full 10 GiB in theory, so public servers with little memory lower it. ngtcp2 only.
    /// </summary>
    public int ConnectionWindowBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// How far the windows may grow for a peer whose bytes are read as fast as they come. 6 MiB: a gigabit over 50 ms.
    /// ngtcp2 only.
    /// </summary>
    public int MaxWindowBytes { get; init; } = 6 * 1024 * 1024;

    /// <summary>
    /// Bytes of one stream written here that the peer has not acknowledged; more makes the writer wait. 512 KiB: twice
    /// what the peer's window usually takes. 16 KiB to 64 MiB. ngtcp2 only.
    /// </summary>
    public int SendBufferBytes { get; init; } = 512 * 1024;

    /// <summary>
    /// Streams that this end wants to open and the peer's limit does not allow yet. 1,000: ten times that limit; more
    /// waiting would be a leak in the caller.
    /// </summary>
    public int MaxWaitingOpens { get; init; } = 1_000;

    /// <summary>
    /// The largest UDP payload to try (RFC 8899). 1,452: Ethernet less IPv6 and UDP headers. 1,200 to 1,452. ngtcp2
    /// only.
    /// </summary>
    public int MaxDatagramBytes { get; init; } = 1_452;

    /// <summary>
    /// Stateless resets, version negotiations and Retries sent in a second, each kind by itself. 1,000: their senders
    /// may be forged, and each answer is smaller than what provoked it. ngtcp2 only.
    /// </summary>
    public int StatelessAnswersPerSecond { get; init; } = 1_000;

    /// <summary>
    /// How long stopping waits for peers to be told. 500 ms: nothing is waited for but our own threads.
    /// </summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    internal int LoopsOrDefault => Loops > 0 ? Loops : Math.Clamp(Environment.ProcessorCount / 2, 1, 8);

    /// <summary>
    /// Throws <see cref="ArgumentOutOfRangeException"/>, naming the limit, where one is out of its range.
    /// </summary>
    public void Validate()
    {
        InRange(Loops, 0, 64, nameof(Loops));
        InRange(MaxConnections, 1, 1_000_000, nameof(MaxConnections));
        InRange(MaxConnectionsPerSource, 1, 1_000_000, nameof(MaxConnectionsPerSource));
        InRange(MaxHandshakes, 1, 1_000_000, nameof(MaxHandshakes));
        InRange(HandshakesBeforeRetry, 0, 1_000_000, nameof(HandshakesBeforeRetry));
        InRange(ConnectionsPerSecondPerSource, 1, 1_000_000, nameof(ConnectionsPerSecondPerSource));
        InRange(AcceptBacklog, 1, 65_535, nameof(AcceptBacklog));
        InRange(MaxBidirectionalStreams, 0, 65_535, nameof(MaxBidirectionalStreams));
        InRange(MaxUnidirectionalStreams, 0, 65_535, nameof(MaxUnidirectionalStreams));
        InRange(StreamWindowBytes, 16 * 1024, 64 * 1024 * 1024, nameof(StreamWindowBytes));
        InRange(ConnectionWindowBytes, 16 * 1024, 64 * 1024 * 1024, nameof(ConnectionWindowBytes));
        InRange(MaxWindowBytes, 16 * 1024, 64 * 1024 * 1024, nameof(MaxWindowBytes));
        InRange(SendBufferBytes, 16 * 1024, 64 * 1024 * 1024, nameof(SendBufferBytes));
        InRange(MaxWaitingOpens, 1, 1_000_000, nameof(MaxWaitingOpens));
        InRange(MaxDatagramBytes, 1_200, 1_452, nameof(MaxDatagramBytes));
        InRange(StatelessAnswersPerSecond, 0, 1_000_000, nameof(StatelessAnswersPerSecond));
        InRange(HandshakeTimeout, TimeSpan.FromMilliseconds(100), nameof(HandshakeTimeout));
        InRange(IdleTimeout, TimeSpan.FromMilliseconds(100), nameof(IdleTimeout));
        InRange(KeepAlive, TimeSpan.Zero, nameof(KeepAlive));
        InRange(StopTimeout, TimeSpan.FromMilliseconds(10), nameof(StopTimeout));
    }

    internal static void CheckProtocols(IReadOnlyList<string> protocols)
    {
        ArgumentNullException.ThrowIfNull(protocols);
        if (protocols.Count is < 1 or > 8 || protocols.Any(p => p.Length is < 1 or > 32 || !Ascii.IsValid(p)))
        {
            throw new ArgumentException("must be 1 to 8 names of 1 to 32 ASCII characters", nameof(protocols));
        }
    }

    private static void InRange(int value, int least, int most, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"must be {least} to {most}");
        }
    }

    private static void InRange(TimeSpan value, TimeSpan least, string name)
    {
        if (value < least || value > TimeSpan.FromHours(1))
        {
            throw new ArgumentOutOfRangeException(name, value, $"must be {least} to an hour");
        }
    }
}
