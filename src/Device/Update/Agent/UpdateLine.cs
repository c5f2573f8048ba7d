using Garita.Firmware.Delivery;
using Garita.MqttClient;

namespace Garita.Device.Update.Agent;

/// <summary>The link with a limit on every wait: a server that takes nothing holds nobody.</summary>
internal sealed class UpdateLine(UpdateAgentParts parts)
{
    private readonly IUpdateLink _link = parts.Link;

    public UpdateInbox Inbox => _link.Inbox;

    public string HttpsAuthority => _link.HttpsAuthority;

    public Task SubscribeAsync(CancellationToken stop) => LimitAsync(_link.SubscribeAsync, stop);

    public Task SendAsync(UpdateStatusMessage status, CancellationToken stop) =>
        LimitAsync(limited => _link.SendAsync(status, limited), stop);

    public Task SendAsync(UpdateRequest request, CancellationToken stop) =>
        LimitAsync(limited => _link.SendAsync(request, limited), stop);

    public Task FollowAsync(IReadOnlyList<string> topics, CancellationToken stop) =>
        LimitAsync(limited => _link.FollowAsync(topics, limited), stop);

    public Task ForgetAsync(IReadOnlyList<string> topics, CancellationToken stop) =>
        LimitAsync(limited => _link.ForgetAsync(topics, limited), stop);

    public Task<Stream> OpenHttpsAsync(CancellationToken stop) => _link.OpenHttpsAsync(stop);

    private async Task LimitAsync(Func<CancellationToken, Task> act, CancellationToken stop)
    {
        using Deadline deadline = new(parts.Options.AnswerTime, parts.Clock, stop);
        try
        {
            await act(deadline.Token).WaitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException fault) when (deadline.IsOver)
        {
            throw new MqttClientException(ClientFault.TimedOut, "The server did not answer in time.", fault);
        }
    }
}
