using System.Text;
using System.Text.Json;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Contracts.Bootstrap.Requests;
using Garita.Device.Commands;

namespace Garita.Device.Bootstrap;

/// <summary>
/// Runs the commands that replies bring, one after another, and keeps the answers until the server has them. One that
/// comes again, because its answer was lost, is answered as before and not run twice. Used by one reply at a time.
/// </summary>
internal sealed class CommandIntake(BootstrapOptions options, CommandRunner runner)
{
    // What is left for an answer's result beneath the request, its body, the list and the answer.
    private const int ResultDepth = BootstrapWire.MaxDepth - 4;

    // Four of them, each character of an error escaped, a token and a signature still fit into a request.
    private const int AnswersPerRequest = 4;
    private const int MaxResultBytes = 256;
    private const int MaxErrorChars = 100;
    private const int Remembered = 64;

    private readonly Dictionary<string, CommandAnswer> _known = [];
    private readonly Queue<string> _order = [];
    private readonly List<CommandAnswer> _waiting = [];

    /// <summary>Answers that the server has not taken yet.</summary>
    public IReadOnlyList<CommandAnswer> Waiting => [.. _waiting.Take(AnswersPerRequest)];

    /// <summary>The server has these.</summary>
    public void Taken(IReadOnlyList<CommandAnswer> answers) => _waiting.RemoveAll(answers.Contains);

    /// <summary>Does what a reply asks for.</summary>
    public async Task TakeAsync(IReadOnlyList<PendingCommand> commands, CancellationToken stop)
    {
        foreach (PendingCommand command in commands)
        {
            if (!_known.TryGetValue(command.Id, out CommandAnswer? answer))
            {
                answer = await RunAsync(command, stop).ConfigureAwait(false);
                Remember(answer);
            }

            if (!_waiting.Contains(answer))
            {
                _waiting.Add(answer);
            }
        }
    }

    private async Task<CommandAnswer> RunAsync(PendingCommand command, CancellationToken stop)
    {
        TimeSpan time = TimeSpan.FromSeconds(command.Seconds);
        time = time < options.CommandDeadline ? time : options.CommandDeadline;
        CommandReply reply = await runner.RunAsync(
            new DeviceCommand
            {
                Name = command.Name,
                Correlation = command.Id,
                Payload = command.Payload is { } payload ? Encoding.UTF8.GetBytes(payload.GetRawText()) : default,
                Deadline = options.Clock.GetUtcNow() + time,
            },
            time,
            stop).ConfigureAwait(false);
        CommandAnswer answer = AnswerOf(command.Id, reply);
        BootstrapLog.CommandDone(
            options.Logger, options.Uuid, command.Name, command.Id, answer.Ok ? "done" : "failed");
        return answer;
    }

    private static CommandAnswer AnswerOf(string id, CommandReply reply)
    {
        if (!reply.IsOk)
        {
            string said = new([.. (reply.Error ?? string.Empty).Where(c => !char.IsControl(c)).Take(MaxErrorChars)]);
            return new CommandAnswer(id, false, Error: said.Length > 0 ? said : "failed");
        }

        if (reply.Result is null)
        {
            return new CommandAnswer(id, true);
        }

        byte[] json = Encoding.UTF8.GetBytes(reply.Result.ToJsonString());
        try
        {
            JsonElement result = JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = ResultDepth });
            return json.Length <= MaxResultBytes
                ? new CommandAnswer(id, true, result)
                : new CommandAnswer(id, false, Error: $"the result takes more than {MaxResultBytes} bytes");
        }
        catch (JsonException)
        {
            return new CommandAnswer(id, false, Error: $"the result has more than {ResultDepth} levels");
        }
    }

    private void Remember(CommandAnswer answer)
    {
        _known.Add(answer.Id, answer);
        _order.Enqueue(answer.Id);
        if (_order.Count > Remembered)
        {
            _known.Remove(_order.Dequeue());
        }
    }
}
