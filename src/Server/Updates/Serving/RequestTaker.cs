using Garita.AuditLog.Refusals;
using Garita.Broker.Routing;
using Garita.Contracts.Identities;
using Garita.Contracts.Topics;
using Garita.Firmware.Delivery;
using Garita.Mqtt.Topics;
using Garita.Server.Hosting;
using Garita.Server.Registry;
using Garita.Server.Updates.Offers;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Updates.Serving;

/// <summary>
/// The broker's end of <c>private/+/update/request</c>. Nothing of it is kept: a device whose request is lost asks
/// again.
/// </summary>
internal sealed class RequestTaker(
    ChunkService chunks, ReplySender sender, OfferBook book, IdentityRegistry registry, LineBudget lines,
    ILogger logger) : ILocalSubscriber
{
    /// <summary>Signs answers.</summary>
    public required AssignmentSigner Signer { get; init; }

    /// <summary>Where refusals are counted for the audit log.</summary>
    public RefusalCounter? Audit { get; init; }

    /// <inheritdoc/>
    public ValueTask Deliver(Publication publication)
    {
        ArgumentNullException.ThrowIfNull(publication);
        string name = publication.Topic.Text.Split('/') is { Length: > 1 } levels ? levels[1] : string.Empty;
        if (!Identity.TryCreate(IdentityKind.Device, name, out Identity device) || registry.Get(device) is null)
        {
            Refuse("(unknown)", "UnknownDevice");
        }
        else if (UpdateRequest.TryRead(publication.Payload, out UpdateRequest? request) is var refusal
            && refusal != DeliveryRefusal.None)
        {
            Refuse(device.Name, refusal.ToString());
        }
        else if (request!.Chunks is { } asked)
        {
            chunks.Take(device, asked);
        }
        else
        {
            sender.Leave(device, () => Answer(device, request.StillWanted!));
        }

        return ValueTask.CompletedTask;
    }

    // Judged when it is sent, so that what was withdrawn meanwhile is not wanted.
    private LocalMessage Answer(Identity device, StillWanted question)
    {
        bool wanted = book.Find(device)?.Record is { } standing
            && standing.Deployment == question.Deployment
            && standing.Attempt == question.Attempt;
        UpdateAnswer answer = new(question.Nonce, question.Deployment, question.Attempt, wanted);
        return new LocalMessage(
            TopicName.Parse(DeviceTopics.Of(device).Answer), Signer.Sign(answer, device).Encode());
    }

    private void Refuse(string device, string reason)
    {
        Audit?.Count(device, $"update-request-{reason}");
        if (lines.TryTake(out long silent))
        {
            UpdateLog.RequestRefused(logger, device, reason, silent);
        }
    }
}
