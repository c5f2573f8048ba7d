using System.Collections.Concurrent;
using System.Text.Json;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Contracts.Bootstrap.Requests;
using Garita.Contracts.Identities;

namespace Garita.Server.Commands;

/// <summary>
/// Commands for devices that live on tokens: they wait for the device's next request, come with its reply, and come
/// again until the device answers or the sender's patience ends. The same queue as for MQTT, another road.
/// </summary>
public sealed class TokenCommands(TimeProvider time)
{
    // Beside tokens and device body, in a reply of 8 KiB.
    private const int MaxPayloadBytes = 2 * 1024;
    private const int MaxReplyBytes = 3 * 1024;
    private const int MaxPayloadDepth = 5;

    // A device that was silent for longer does not come within the time that a sender may wait.
    private static readonly TimeSpan s_live = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Identity, DateTimeOffset> _heard = new();
    private readonly ConcurrentDictionary<(Identity Device, string Id), Waiting> _waiting = new();

    /// <summary>Notes that a device sent a request with tokens.</summary>
    public void Heard(Identity device) => _heard[device] = time.GetUtcNow();

    /// <summary>Forgets a device: it has a certificate, or no tokens any more.</summary>
    public void Forget(Identity device) => _heard.TryRemove(device, out _);

    /// <summary>Whether a device that lives on tokens was heard lately.</summary>
    public bool IsLive(Identity device) =>
        _heard.TryGetValue(device, out DateTimeOffset at) && time.GetUtcNow() - at < s_live;

    /// <summary>Whether one more fits in front of a device, and the payload in a reply.</summary>
    public bool Takes(Identity device, ReadOnlyMemory<byte> payload) =>
        payload.Length <= MaxPayloadBytes
        && (payload.IsEmpty || TryParse(payload) is not null)
        && _waiting.Keys.Count(key => key.Device == device) < BootstrapMessages.MaxCommands;

    /// <summary>What waits for a device, oldest first, as much as a reply takes.</summary>
    public IReadOnlyList<PendingCommand>? Take(Identity device)
    {
        DateTimeOffset now = time.GetUtcNow();
        List<PendingCommand> taken = [];
        int bytes = 0;
        foreach (Waiting waiting in _waiting.Values.Where(w => w.Device == device).OrderBy(w => w.Since))
        {
            int seconds = (int)Math.Floor((waiting.Until - now).TotalSeconds);
            bytes += waiting.Bytes;
            if (seconds >= 1 && bytes <= MaxReplyBytes && taken.Count < BootstrapMessages.MaxCommands)
            {
                taken.Add(new PendingCommand(waiting.Id, waiting.Name, seconds, waiting.Payload));
            }
        }

        return taken.Count > 0 ? taken : null;
    }

    /// <summary>Takes a device's answer; false where it is to no command that waits.</summary>
    public bool Answer(Identity device, CommandAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        CommandReply reply = answer.Ok
            ? new CommandReply(true, answer.Result?.Clone(), null)
            : new CommandReply(false, null, answer.Error);
        return _waiting.TryRemove((device, answer.Id), out Waiting? waiting) && waiting.Completion.TrySetResult(reply);
    }

    /// <summary>Waits for a device to answer one command.</summary>
    /// <exception cref="TimeoutException">It did not, within the command's time.</exception>
    internal async Task<CommandReply> RunAsync(
        Identity device, OutgoingCommand command, string id, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        Waiting waiting = new(device, id, command.Name, TryParse(command.Payload), now, now + command.Timeout)
        {
            Bytes = command.Payload.Length,
        };
        _waiting[(device, id)] = waiting;
        try
        {
            return await waiting.Completion.Task.WaitAsync(command.Timeout, time, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            _waiting.TryRemove((device, id), out _);
        }
    }

    private static JsonElement? TryParse(ReadOnlyMemory<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(
                payload, new JsonDocumentOptions { MaxDepth = MaxPayloadDepth });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Waiting(
        Identity Device, string Id, string Name, JsonElement? Payload, DateTimeOffset Since, DateTimeOffset Until)
    {
        public int Bytes { get; init; }

        public TaskCompletionSource<CommandReply> Completion { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
