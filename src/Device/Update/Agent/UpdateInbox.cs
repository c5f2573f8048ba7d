using Garita.Firmware.Delivery;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garita.Device.Update.Agent;

/// <summary>
/// What the server said of updates and the agent has not read: the newest offer, a few chunks and one answer. Offers
/// and answers that the server did not sign for this device are as if they had not come. What nobody asked for pushes
/// nothing out and waits for nobody, so that no server fills the device or holds its connection. Thread-safe.
/// </summary>
/// <param name="assignments">What offers and answers are held against.</param>
/// <param name="logger">Told of what is not the server's; null for nobody.</param>
public sealed class UpdateInbox(AssignmentTrust assignments, ILogger? logger = null) : IDisposable
{
    private readonly OfferIntake _offers = new(assignments, logger ?? NullLogger.Instance);
    private readonly AnswerIntake _answers = new(assignments, logger ?? NullLogger.Instance);
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private TaskCompletionSource _online = NewSignal();

    /// <summary>Chunks that were asked for. One request is open at a time; a second message is a late one.</summary>
    public MessageQueue Chunks { get; } = new(maxMessages: 2, maxBytes: 2 * DeliveryLimits.MaxPacket);

    /// <summary>Chunks of the carousel: a burst of it.</summary>
    public MessageQueue Carousel { get; } = new(maxMessages: 64, maxBytes: 512 * 1024);

    /// <summary>The newest offer.</summary>
    public OfferSnapshot Offer => _offers.Newest;

    /// <summary>Whether there is a connection.</summary>
    public bool IsOnline
    {
        get
        {
            lock (_gate)
            {
                return _online.Task.IsCompleted;
            }
        }
    }

    /// <summary>
    /// An offer that the server signed before the newest one known here, and that is to be refused; null where there is
    /// none.
    /// </summary>
    public OfferName? Older => _offers.Older;

    /// <summary>Takes an offer; the same one again changes nothing.</summary>
    public void TakeOffer(ReadOnlyMemory<byte> payload) => _offers.Take(payload);

    /// <summary>Takes an answer whether an offer is still wanted.</summary>
    public void TakeAnswer(ReadOnlyMemory<byte> payload) => _answers.Take(payload);

    /// <summary>Counts offers below as older: what the device acted on before this start.</summary>
    public void KnowFloor(long counter) => _offers.KnowFloor(counter);

    /// <summary>Forgets the older offer: the server has the refusal.</summary>
    public void ForgetOlder() => _offers.ForgetOlder();

    /// <summary>Says whether there is a connection.</summary>
    public void SetOnline(bool online)
    {
        lock (_gate)
        {
            if (online)
            {
                _online.TrySetResult();
            }
            else if (_online.Task.IsCompleted)
            {
                _online = NewSignal();
            }
        }
    }

    /// <summary>Waits for a connection.</summary>
    public Task WhenOnlineAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _online.Task.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _offers.Dispose();

    /// <summary>The server's answer to a question, once it comes; ask before the question is sent.</summary>
    internal Task<bool> Expect(StillWanted question) => _answers.Expect(question);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
