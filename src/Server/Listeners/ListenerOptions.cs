using System.Buffers;
using System.Net;
using System.Net.Security;

namespace Garita.Server.Listeners;

/// <summary>All limits of one listener for devices. Each default says why it is that number.</summary>
public sealed record ListenerOptions
{
    /// <summary>The port of MQTT over TLS (IANA: secure-mqtt).</summary>
    public const int DefaultPort = 8883;

    /// <summary>The largest record that TLS allows (RFC 8446 5.1), in plaintext bytes.</summary>
    public const int LargestRecordBytes = 16_384;

    /// <summary>
    /// The record limit for small devices, in plaintext bytes. A device sets its own receive buffer to this
    /// (Mbed TLS: <c>MBEDTLS_SSL_IN_CONTENT_LEN</c>); half of the 4096 that its manual suggests as the least
    /// comfortable.
    /// </summary>
    public const int SmallDeviceRecordBytes = 2_048;

    /// <summary>Where to listen; port 0 takes any free port. The default is every address of this machine.</summary>
    public IPEndPoint Endpoint { get; init; } = new(IPAddress.IPv6Any, DefaultPort);

    /// <summary>
    /// Also speaks TLS 1.2, with AEAD suites and forward secrecy only. Off: RFC 9325 3.1.1 lets a 1.3-only service be
    /// where one party owns both ends. It costs session resumption for every client of this listener.
    /// </summary>
    public bool AllowTls12 { get; init; }

    /// <summary>
    /// The most plaintext bytes in one TLS record that this listener sends; 512 to 16,384. On the wire a record is up
    /// to 22 bytes longer (RFC 8446 5.2: header 5, type 1, tag 16). The default is TLS's own limit.
    /// </summary>
    public int MaxRecordBytes { get; init; } = LargestRecordBytes;

    /// <summary>
    /// From accept to finished handshake. 10 s: a Cortex-M4 without acceleration needs about 2 s, a lost packet on a
    /// cellular link 3 s more, twice.
    /// </summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Handshakes under way at once. 512 of about 40 KiB each: 20 MiB at the mercy of strangers. A newcomer beyond it
    /// displaces the oldest, so that those who stall cannot keep out those who do not.
    /// </summary>
    public int MaxHandshakes { get; init; } = 512;

    /// <summary>
    /// Handshakes under way at once from one source; a newcomer beyond it displaces the oldest of its own source. 128:
    /// a quarter, so that one address cannot displace the others; at 2 ms each a site's burst still passes at full
    /// speed.
    /// </summary>
    public int MaxHandshakesPerSource { get; init; } = 128;

    /// <summary>
    /// Connections at once, handshakes included. 10,000 at about 55 KiB each: 550 MiB, what a small server can give.
    /// It needs as many file descriptors.
    /// </summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>
    /// Connections at once from one source (an IPv4 address or an IPv6 /64), counted before TLS. 1,000: a site of a
    /// thousand devices behind one router; a tenth of all places.
    /// </summary>
    public int MaxConnectionsPerSource { get; init; } = 1_000;

    /// <summary>
    /// New handshakes a second, over all sources. 500: at 2 ms of CPU each one core is busy and the others serve. Above
    /// it the kernel's queue makes newcomers wait; nobody is refused.
    /// </summary>
    public int AcceptsPerSecond { get; init; } = 500;

    /// <summary>
    /// New connections a second from one source; more are refused before TLS. 100: a fifth of one core at the worst.
    /// A burst of <see cref="MaxConnectionsPerSource"/> is allowed, so that a whole site may come back after a power
    /// cut.
    /// </summary>
    public int AcceptsPerSecondPerSource { get; init; } = 100;

    /// <summary>
    /// Connections that the kernel holds before we accept them. 1,024: two seconds of the accept rate.
    /// </summary>
    public int Backlog { get; init; } = 1_024;

    /// <summary>
    /// One record must leave within this time, or the peer counts as not reading and is closed. 30 s: 70 bytes a second
    /// for a small device's record, 550 for the largest; slower than any link that can carry TLS.
    /// </summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Bytes taken from a connection at a time, in a buffer rented only while there is something to read. 16 KiB: one
    /// full record. 512 to 65,536.
    /// </summary>
    public int ReceiveBufferBytes { get; init; } = LargestRecordBytes;

    /// <summary>
    /// How long a closed connection may take to hear our last bytes before it is cut. 2 s: one retransmission.
    /// </summary>
    public TimeSpan LingerTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long stopping waits for connections to end. 5 s: under systemd's 90.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Refusals of one source that get a log line of their own in each <see cref="RefusalWindow"/>; the rest are
    /// counted and told in one line at its end. 5: enough to see a pattern.
    /// </summary>
    public int RefusalLinesPerSource { get; init; } = 5;

    /// <summary>
    /// Log lines about refusals in each window, over all sources. 100: 144,000 lines a day at the worst.
    /// </summary>
    public int RefusalLines { get; init; } = 100;

    /// <summary>
    /// How long refusals are gathered before they are summed up. 60 s: soon enough for a person who watches.
    /// </summary>
    public TimeSpan RefusalWindow { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Where receive buffers are rented. Every one goes back; tests count.</summary>
    public ArrayPool<byte> BufferPool { get; init; } = ArrayPool<byte>.Shared;

    /// <summary>What a client may ask for by ALPN (RFC 7301); one that asks for nothing is served as well.</summary>
    internal IReadOnlyList<SslApplicationProtocol> Protocols { get; init; } = [new("mqtt")];

    /// <summary>These options with the record limit for small devices.</summary>
    public ListenerOptions ForSmallDevices() => this with { MaxRecordBytes = SmallDeviceRecordBytes };

    /// <summary>
    /// Throws <see cref="ArgumentOutOfRangeException"/>, naming the option, where one is out of its range.
    /// </summary>
    public void Validate()
    {
        InRange(MaxRecordBytes, 512, LargestRecordBytes, nameof(MaxRecordBytes));
        InRange(ReceiveBufferBytes, 512, 65_536, nameof(ReceiveBufferBytes));
        InRange(MaxHandshakes, 1, MaxConnections, nameof(MaxHandshakes));
        InRange(MaxHandshakesPerSource, 1, 1_000_000, nameof(MaxHandshakesPerSource));
        InRange(MaxConnections, 1, 1_000_000, nameof(MaxConnections));
        InRange(MaxConnectionsPerSource, 1, MaxConnections, nameof(MaxConnectionsPerSource));
        InRange(AcceptsPerSecond, 1, 1_000_000, nameof(AcceptsPerSecond));
        InRange(AcceptsPerSecondPerSource, 1, 1_000_000, nameof(AcceptsPerSecondPerSource));
        InRange(Backlog, 1, 65_535, nameof(Backlog));
        InRange(RefusalLinesPerSource, 1, 1_000, nameof(RefusalLinesPerSource));
        InRange(RefusalLines, 1, 10_000, nameof(RefusalLines));
        Positive(HandshakeTimeout, nameof(HandshakeTimeout));
        Positive(WriteTimeout, nameof(WriteTimeout));
        Positive(LingerTimeout, nameof(LingerTimeout));
        Positive(StopTimeout, nameof(StopTimeout));
        Positive(RefusalWindow, nameof(RefusalWindow));
    }

    private static void InRange(int value, int least, int most, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"must be {least} to {most}");
        }
    }

    private static void Positive(TimeSpan value, string name)
    {
        if (value <= TimeSpan.Zero || value > TimeSpan.FromHours(1))
        {
            throw new ArgumentOutOfRangeException(name, value, "must be more than nothing and at most an hour");
        }
    }
}
