using Garita.Device.Update.Machine;
using Garita.Firmware.Delivery;
using Garita.MqttClient;
using Garita.MqttClient.Reconnecting;

namespace Garita.Device.Update.Agent;

/// <summary>
/// A new image on trial: confirmed when it is well and has reached the server, given up when it is not or its time is
/// over.
/// </summary>
internal sealed class ImageTryout(
    UpdateMachine machine, UpdateReporter reporter, UpdateLine line, UpdateAgentParts parts)
{
    public async Task RunAsync(CancellationToken stop)
    {
        UpdateReason failed = UpdateReason.Unhealthy;
        using Deadline limit = new(parts.Options.TrialTime, parts.Clock, stop);
        try
        {
            if (await parts.Healthy(limit.Token).WaitAsync(limit.Token).ConfigureAwait(false))
            {
                failed = UpdateReason.NoContact;
                await ReachServerAsync(limit.Token).ConfigureAwait(false);
                machine.Confirm();
                return;
            }
        }
        catch (OperationCanceledException) when (limit.IsOver)
        {
            // Its time is over.
        }

        UpdateLog.GivenUp(parts.Logger, failed);
        machine.GiveUp(failed);
        await reporter.TellAsync(UpdateState.Reverting, failed, stop).ConfigureAwait(false);
    }

    // Contact is that the server lets the device in, grants what it follows, and takes its word.
    private async Task ReachServerAsync(CancellationToken limit)
    {
        Backoff waits = new(parts.Options.Waits, parts.Jitter);
        while (true)
        {
            await line.Inbox.WhenOnlineAsync(limit).ConfigureAwait(false);
            try
            {
                await line.SubscribeAsync(limit).ConfigureAwait(false);
                await reporter.SayTrialAsync(limit).ConfigureAwait(false);
                return;
            }
            catch (MqttClientException fault)
            {
                UpdateLog.Unreached(parts.Logger, fault.Message);
                await Task.Delay(waits.Next(), parts.Clock, limit).ConfigureAwait(false);
            }
        }
    }
}
