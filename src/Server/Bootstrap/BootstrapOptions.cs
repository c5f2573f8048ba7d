using System.Net;
using Garita.Contracts.Bootstrap;
using Garita.Enrollment;
using Garita.Server.Bootstrap.Senders;
using Garita.Server.Listeners;

namespace Garita.Server.Bootstrap;

/// <summary>Bootstrap: whether, where, and within which limits.</summary>
public sealed record BootstrapOptions
{
    /// <summary>Whether there are such listeners. Without a library for QUIC there is TCP alone.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether UDP is wanted as well.</summary>
    public bool Quic { get; init; } = true;

    /// <summary>Where both listen, UDP and TCP, and their limits: those of the MQTT listener, counted apart.</summary>
    public ListenerOptions Listener { get; init; } = new()
    {
        Endpoint = new IPEndPoint(IPAddress.IPv6Any, BootstrapWire.Port),
    };

    /// <summary>Limits of codes, registrations and tokens.</summary>
    public EnrollmentOptions Enrollment { get; init; } = new();

    /// <summary>
    /// The second factors that are offered, the preferred first; a device is told the first that it can do, whoever it
    /// is. A seed before a code, for who swaps a SIM has the code as well.
    /// </summary>
    public IReadOnlyList<SecondFactor> Factors { get; init; } =
        [SecondFactor.Totp, SecondFactor.Approval, SecondFactor.Sms];

    /// <summary>
    /// Whether an unknown device is told that it is unknown, as the proof of concept did. Off: then whoever has a birth
    /// certificate can ask which uuids there are.
    /// </summary>
    public bool AnswersExplicitly { get; init; }

    /// <summary>How codes go out; null where there is no way, and none do.</summary>
    public SenderOptions? Sender { get; init; }

    /// <summary>
    /// No reply to <c>register</c> or to a refused <c>login</c> is earlier than this. 50 ms: longer than a decision
    /// takes, so that the time says nothing of it.
    /// </summary>
    public TimeSpan AnswerAfter { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// No registration is looked at earlier than this after it came, unless the reply is to tell. 100 ms: twice
    /// <see cref="AnswerAfter"/>, so that the reply has left by then.
    /// </summary>
    public TimeSpan DecideAfter { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long one request may take to arrive, and one reply to leave. 10 s: 8 KiB at less than 7 kbit/s.
    /// </summary>
    public TimeSpan ExchangeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may be silent. 60 s: a code that comes by SMS is worth waiting for.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Streams that a client may have open at once. 4: a device asks one thing at a time; they are served in order.
    /// </summary>
    public int StreamsPerConnection { get; init; } = 4;

    /// <summary>
    /// Requests worked on at once, over all connections; more are told to come again. 128: at a few milliseconds each,
    /// half a second of work.
    /// </summary>
    public int MaxRequests { get; init; } = 128;

    /// <summary>
    /// Requests of one connection in a second, in the long run, with bursts of ten times as many. 5: a device publishes
    /// every few seconds.
    /// </summary>
    public int RequestsPerSecondPerConnection { get; init; } = 5;

    /// <summary>Registrations that wait for a decision. 1,000: five seconds of a disk that flushes slowly.</summary>
    public int MaxWaitingRegistrations { get; init; } = 1_000;

    /// <summary>Codes that wait to be sent. 1,000: half of what an hour may have.</summary>
    public int MaxWaitingCodes { get; init; } = 1_000;

    /// <summary>Log lines a minute about refused requests: enough to see that something is wrong.</summary>
    public int RefusalLinesPerMinute { get; init; } = 60;
}
