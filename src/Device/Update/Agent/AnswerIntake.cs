using Garita.Firmware.Delivery;
using Microsoft.Extensions.Logging;

namespace Garita.Device.Update.Agent;

/// <summary>
/// The answers that come in. One question is open at a time, and only the server's answer to it is kept. Thread-safe.
/// </summary>
internal sealed class AnswerIntake(AssignmentTrust assignments, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly AssignmentDoubts _doubts = new(logger);

    // Guarded by _gate.
    private StillWanted? _question;
    private TaskCompletionSource<bool> _answer = NewSource();

    /// <summary>Opens a question before it is sent; the one before it has no answer any more.</summary>
    public Task<bool> Expect(StillWanted question)
    {
        lock (_gate)
        {
            _question = question;
            _answer = NewSource();
            return _answer.Task;
        }
    }

    /// <summary>Takes a message. What answers nothing costs no signature.</summary>
    public void Take(ReadOnlyMemory<byte> payload)
    {
        DeliveryRefusal unreadable = UpdateAnswer.TryRead(payload, out UpdateAnswer? answer);
        if (unreadable != DeliveryRefusal.None)
        {
            _doubts.Note("answer", unreadable.ToString());
        }
        else if (Answered(answer!) is { } waiting)
        {
            AssignmentRefusal refusal = assignments.Judge(answer!);
            if (refusal != AssignmentRefusal.None)
            {
                _doubts.Note("answer", refusal.ToString());
            }
            else if (waiting.TrySetResult(answer!.Wanted))
            {
                Close(waiting);
            }
        }
    }

    private TaskCompletionSource<bool>? Answered(UpdateAnswer answer)
    {
        lock (_gate)
        {
            return _question is { } question && answer.Answers(question) ? _answer : null;
        }
    }

    private void Close(TaskCompletionSource<bool> answered)
    {
        lock (_gate)
        {
            _question = ReferenceEquals(_answer, answered) ? null : _question;
        }
    }

    private static TaskCompletionSource<bool> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
