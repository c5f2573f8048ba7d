using System.Security.Cryptography;
using Garita.Device.Update.Journal;
using Garita.Firmware.Delivery;

namespace Garita.Device.Update.Agent;

/// <summary>Asks the server whether what is under way is still wanted.</summary>
internal sealed class StillWantedDesk(UpdateLine line, UpdateAgentParts parts)
{
    /// <summary>
    /// What the server answers, signed; null where it does not in time. Each question has a nonce of its own, so that
    /// no older answer answers it.
    /// </summary>
    public async Task<bool?> AskAsync(ConcludedAttempt underWay, CancellationToken stop)
    {
        if (underWay.Deployment.Length == 0)
        {
            return false;
        }

        StillWanted question = new(
            underWay.Deployment, underWay.Attempt, RandomNumberGenerator.GetBytes(DeliveryLimits.NonceLength));
        Task<bool> answer = line.Inbox.Expect(question);
        await line.SendAsync(UpdateRequest.Of(question), stop).ConfigureAwait(false);
        using Deadline deadline = new(parts.Options.AnswerTime, parts.Clock, stop);
        try
        {
            return await answer.WaitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            return null;
        }
    }
}
