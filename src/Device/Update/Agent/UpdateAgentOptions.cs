using Garita.MqttClient.Reconnecting;

namespace Garita.Device.Update.Agent;

/// <summary>Every wait and size of the update agent.</summary>
public sealed record UpdateAgentOptions
{
    /// <summary>
    /// Bytes of chunks asked for at once, at least one chunk's. 64 KiB: sixteen chunks of 4 KiB with one proof, a
    /// second of a slow cell link.
    /// </summary>
    public int BatchBytes { get; init; } = 64 * 1024;

    /// <summary>
    /// How long that many bytes may take. A minute: about 1 KiB/s. A path that is slower is given up for the next one.
    /// </summary>
    public TimeSpan BatchTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long an answer may take to begin, and a message to be acknowledged. Thirty seconds: a cell link and its
    /// retries.
    /// </summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the carousel may bring nothing that is taken. Ten minutes: a turn of a large image.
    /// </summary>
    public TimeSpan CarouselTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Chunks of the carousel followed at once, one filter each. Forty-eight: a broker's sessions have room for a few
    /// dozen subscriptions, and half of them are a tenth of a second of a carousel of 1 MiB/s in chunks of 4 KiB.
    /// </summary>
    public int CarouselWindow { get; init; } = 48;

    /// <summary>Bytes of chunks of the carousel followed at once. 256 KiB: as many are held at most.</summary>
    public int CarouselBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// The longest leaf list, in bytes; an image with a longer one is not fetched over HTTPS. 1 MiB: 128 MB of image in
    /// chunks of 4 KiB.
    /// </summary>
    public int MaxLeafListBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// The waits between rounds over every path, and between questions whether the offer is still wanted. From five
    /// seconds to an hour.
    /// </summary>
    public BackoffOptions Waits { get; init; } = new()
    {
        Initial = TimeSpan.FromSeconds(5),
        Longest = TimeSpan.FromHours(1),
    };

    /// <summary>
    /// How long after a start the offer may take to come again, before the server is asked about what is under way.
    /// </summary>
    public TimeSpan OfferTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a new image has for its health checks and for reaching the server. A quarter of an hour: a cell modem
    /// that searches takes five minutes.
    /// </summary>
    public TimeSpan TrialTime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Whether an image may be activated without asking whether it is still wanted, where the offer allows that. The
    /// maker's choice: "off" then no longer reaches a device that was offline.
    /// </summary>
    public bool ActivateUnasked { get; init; }
}
