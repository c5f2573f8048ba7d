using System.Collections.Concurrent;
using System.Text;
using Garita.Broker.Routing;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Requests;
using Garita.Contracts.Identities;
using Garita.Contracts.Topics;
using Garita.Enrollment.Sessions;
using Garita.Mqtt.Topics;

namespace Garita.Server.Bootstrap.Requests;

/// <summary>
/// Serves <c>publish</c>: each measurement goes to the broker as if the device had published it there, under the same
/// policy, and is acknowledged when every durable taker has it.
/// </summary>
internal sealed class PublishRequests(BootstrapSurroundings around)
{
    private const int MaxRemembered = 10_000;

    // The last request of each session that was taken whole: its repeat stores nothing twice. Lost with the process;
    // then a repeat stores once more rather than not at all.
    private readonly ConcurrentDictionary<SessionId, string> _done = new();

    public async Task<Answer> AnswerAsync(DeviceRequest request, CancellationToken cancellationToken)
    {
        PublishBody body = request.Body.Publish!;
        CallResult call = await around.Sessions.AdmitAsync(request.Call, body.Token, cancellationToken)
            .ConfigureAwait(false);
        if (call.Session is not { } session)
        {
            return Answer.Refuse(DeviceRequests.CodeOf(call.Refusal), call.Refusal);
        }

        around.Liveness.Saw(request.Device);
        around.Commands.Heard(request.Device);
        bool isDone = call.IsRepeat && _done.TryGetValue(session.Id, out string? done) && done == request.Hash;
        if (!isDone && !await TakeAsync(request.Device, body.Measures).ConfigureAwait(false))
        {
            return Answer.Refuse(BootstrapCode.PolicyRefused, nameof(BootstrapCode.PolicyRefused));
        }

        if (_done.Count >= MaxRemembered)
        {
            _done.Clear();
        }

        _done[session.Id] = request.Hash;
        foreach (CommandAnswer answer in body.Answers)
        {
            around.Commands.Answer(request.Device, answer);
        }

        return Answer.Ok with { Commands = around.Commands.Take(request.Device) };
    }

    // All or none: judged before the first is taken.
    private async Task<bool> TakeAsync(Identity device, IReadOnlyList<Measure> measures)
    {
        if (around.Registry.Find(device) is not { } attributes)
        {
            return false;
        }

        List<LocalMessage> messages = new(measures.Count);
        foreach (Measure measure in measures)
        {
            if (!TopicName.TryParse(DeviceTopics.Of(device).Telemetry(measure.Series), out TopicName? topic)
                || !around.Broker.Policy.JudgePublish(attributes, topic).Allowed)
            {
                return false;
            }

            messages.Add(new LocalMessage(topic, Encoding.UTF8.GetBytes(measure.Payload.GetRawText())));
        }

        foreach (LocalMessage message in messages)
        {
            if (await around.Broker.PublishForAsync(attributes, message).ConfigureAwait(false)
                != PublishOutcome.Accepted)
            {
                return false;
            }
        }

        return true;
    }
}
