using System.Text.Json;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Requests;
using Garita.Contracts.Identities;
using Garita.Enrollment.Registrations;
using Garita.Pki.Jose;
using Garita.Server.Storage;

namespace Garita.Server.Bootstrap.Requests;

/// <summary>
/// One request in, one signed reply out; the same code behind QUIC and TCP. Null: what came is no request, and the
/// stream is reset.
/// </summary>
internal sealed class BootstrapDesk(BootstrapSurroundings around)
{
    private readonly DeviceRequests _requests = new(around);

    /// <summary>Answers one request.</summary>
    /// <param name="bytes">As sent, at most <see cref="BootstrapWire.MaxMessageBytes"/>.</param>
    /// <param name="caller">Whose certificate the connection has.</param>
    /// <param name="cancellationToken">The peer is gone, or the server stops.</param>
    public async Task<byte[]?> AnswerAsync(
        ReadOnlyMemory<byte> bytes, BootstrapCaller caller, CancellationToken cancellationToken)
    {
        long started = around.Time.GetTimestamp();
        (VerifiedMessage? message, string? refusal) = Open(bytes);
        if (refusal is not null)
        {
            around.Refusals.Tell(caller.Remote, refusal);
            return null;
        }

        MessageRefusal unread = BootstrapMessages.TryRead(
            message is null ? bytes.Span : message.Payload.Span, out BootstrapRequest? request);

        // What is signed is never a registration, and nothing else comes unsigned.
        if (unread != MessageRefusal.None || request!.Op == BootstrapOp.Register != (message is null))
        {
            around.Refusals.Tell(caller.Remote, unread.ToString());
            return Complain(message is null ? bytes : message.Payload, bytes, unread);
        }

        Answer answer = await AnswerAsync(request, bytes, message, caller, cancellationToken).ConfigureAwait(false);
        if (answer.Reason is { } reason)
        {
            around.Refusals.Tell(request.Op, request.Uuid, caller.Batch, reason);
        }

        if (request.Op is BootstrapOp.Register or BootstrapOp.Login && answer.Tokens is null)
        {
            await HoldAsync(started, cancellationToken).ConfigureAwait(false);
        }

        return around.Keys.Messages.Sign(answer.To(request.Uuid, BootstrapWire.HashOf(bytes.Span)), request.Op);
    }

    private static (VerifiedMessage? Message, string? Refusal) Open(ReadOnlyMemory<byte> bytes)
    {
        if (!SignedRequest.Looks(bytes.Span))
        {
            return (null, null);
        }

        JwsRefusal refusal = SignedRequest.TryParse(bytes, out SignedRequest? signed);
        VerifiedMessage? message = null;
        refusal = refusal == JwsRefusal.None ? signed!.TryVerify(out message) : refusal;
        return (message, refusal == JwsRefusal.None ? null : "Jws" + refusal);
    }

    private async Task<Answer> AnswerAsync(
        BootstrapRequest request, ReadOnlyMemory<byte> bytes, VerifiedMessage? message, BootstrapCaller caller,
        CancellationToken cancellationToken)
    {
        Identity device = Identity.Device(request.Uuid);
        try
        {
            return request.Op == BootstrapOp.Register
                ? await RegisterAsync(device, request.Register!, caller, cancellationToken).ConfigureAwait(false)
                : await _requests.AnswerAsync(
                    new DeviceRequest(device, request, message!, BootstrapWire.HashOf(bytes.Span), caller),
                    cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException fault)
        {
            BootstrapLog.Unavailable(around.Logger, fault.Message);
            return Answer.Refuse(BootstrapCode.Unavailable, "Storage");
        }
    }

    private async Task<Answer> RegisterAsync(
        Identity device, RegisterBody body, BootstrapCaller caller, CancellationToken cancellationToken)
    {
        SecondFactor? factor = around.Options.Factors.Cast<SecondFactor?>()
            .FirstOrDefault(offered => body.Factors.Contains(offered!.Value));
        if (factor is null)
        {
            return Answer.Refuse(BootstrapCode.FactorRefused, nameof(BootstrapCode.FactorRefused));
        }

        RegisterRequest request = new(device, body.Key, caller.Batch, factor.Value);
        bool mayAsk = caller.MaySpeakFor(device);
        if (around.Options.AnswersExplicitly)
        {
            RegisterRefusal refusal = mayAsk
                ? await around.Registrations.DecideAsync(request, cancellationToken).ConfigureAwait(false)
                : RegisterRefusal.UnknownDevice;
            if (Explicit(refusal) is { } told)
            {
                return new Answer(told);
            }
        }
        else if (mayAsk && !around.Registrations.TryAdd(request))
        {
            return Answer.Refuse(BootstrapCode.SlowDown, "TooManyWaiting");
        }

        return Answer.Ok with
        {
            Registered = new(
                factor.Value,
                (int)around.Options.Enrollment.CodeLife.TotalSeconds,
                (int)around.Options.Enrollment.ResendAfter.TotalSeconds),
        };
    }

    // The proof of concept's 403 and 412, in our words.
    private static BootstrapCode? Explicit(RegisterRefusal refusal) => refusal switch
    {
        RegisterRefusal.None => null,
        RegisterRefusal.UnknownDevice or RegisterRefusal.DeviceDisabled or RegisterRefusal.OtherBatch
            or RegisterRefusal.AlreadyEnrolled => BootstrapCode.UnknownDevice,
        RegisterRefusal.NoCommonFactor => BootstrapCode.FactorRefused,
        RegisterRefusal.TooSoon or RegisterRefusal.TooManyRegistrations or RegisterRefusal.DailyLimit
            or RegisterRefusal.BatchBudget or RegisterRefusal.BreakerOpened or RegisterRefusal.BreakerOpen =>
            BootstrapCode.SlowDown,
    };

    // A device that is wrong about the protocol is told so, where it says who it is.
    private byte[]? Complain(ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> bytes, MessageRefusal refusal)
    {
        BootstrapCode code = refusal == MessageRefusal.Version ? BootstrapCode.VersionRefused : BootstrapCode.Malformed;
        try
        {
            JsonDocumentOptions strict = new() { MaxDepth = BootstrapWire.MaxDepth, AllowDuplicateProperties = false };
            using JsonDocument document = JsonDocument.Parse(json, strict);
            JsonElement root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("uuid", out JsonElement uuid)
                && uuid.ValueKind == JsonValueKind.String
                && Guid.TryParseExact(uuid.GetString(), "D", out Guid parsed)
                && parsed.ToString("D") == uuid.GetString()
                    ? around.Keys.Messages.Sign(
                        new Answer(code).To(parsed.ToString("D"), BootstrapWire.HashOf(bytes.Span)),
                        BootstrapOp.Register)
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Task HoldAsync(long started, CancellationToken cancellationToken)
    {
        TimeProvider time = around.Time;
        TimeSpan rest = around.Options.AnswerAfter - time.GetElapsedTime(started);
        return rest > TimeSpan.Zero ? Task.Delay(rest, time, cancellationToken) : Task.CompletedTask;
    }
}
