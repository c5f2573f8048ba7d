using System.Security.Cryptography;
using System.Text;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Contracts.Bootstrap.Requests;
using Garita.Device.Bootstrap.Links;
using Garita.Device.Bootstrap.States;
using Garita.MqttClient.Reconnecting;
using Garita.Pki.Jose;

namespace Garita.Device.Bootstrap;

/// <summary>
/// Numbers, signs and sends requests, and holds what comes back to them. Where no right reply comes the same bytes go
/// out again, which the server answers as it did before.
/// </summary>
internal sealed class BootstrapDialog(BootstrapOptions options, BootstrapMemory memory, BootstrapLink link)
{
    /// <summary>The one request that is not signed, as sent.</summary>
    public SentRequest Register(RegisterBody body) =>
        new(BootstrapOp.Register, options.Uuid, BootstrapMessages.Write(Head(BootstrapOp.Register) with
        {
            Register = body,
        }));

    /// <summary>A numbered request, signed.</summary>
    /// <param name="op">What is asked for.</param>
    /// <param name="fill">Adds the body.</param>
    /// <exception cref="ArgumentException">No server would take it.</exception>
    public SentRequest Signed(BootstrapOp op, Func<BootstrapRequest, BootstrapRequest> fill)
    {
        BootstrapRequest request = fill(Head(op)) with { Seq = memory.NextNumber() };
        byte[] bytes = SignedRequest.Sign(BootstrapMessages.Write(request), new StoredKey(options.KeyStore));
        return new SentRequest(op, options.Uuid, bytes);
    }

    /// <summary>An enroll that went out before the power went.</summary>
    public SentRequest Again(string pending) =>
        new(BootstrapOp.Enroll, options.Uuid, Encoding.ASCII.GetBytes(pending));

    /// <summary>The reply; null where none came that is one.</summary>
    public async Task<BootstrapReply?> AskAsync(SentRequest request, CancellationToken stop)
    {
        Backoff waits = new(options.Backoff, options.Jitter);
        for (int sends = 1; ; sends++)
        {
            byte[]? bytes = await link.ExchangeAsync(request.Bytes, stop).ConfigureAwait(false);
            if (bytes is not null)
            {
                ReplyRefusal refusal = ReplyCheck.TryRead(
                    bytes, request, memory.MessageKeys(options.MessageKeys), out BootstrapReply? reply);
                if (refusal == ReplyRefusal.None)
                {
                    // A server that knows the number, and the bytes no longer, has the first one: what it answered is
                    // lost, and only a new request finds out.
                    return sends > 1 && reply!.Code == BootstrapCode.SequenceRefused ? null : reply;
                }

                BootstrapLog.ReplyRefused(options.Logger, options.Uuid, refusal);
                if (refusal == ReplyRefusal.UnknownKey)
                {
                    BootstrapLog.UnknownMessageKey(options.Logger, options.Uuid);
                }
            }

            if (sends >= options.SendsPerRequest)
            {
                return null;
            }

            await Task.Delay(waits.Next(), options.Clock, stop).ConfigureAwait(false);
        }
    }

    private BootstrapRequest Head(BootstrapOp op) => new(
        BootstrapWire.Version,
        op,
        options.Uuid,
        StrictBase64Url.Encode(RandomNumberGenerator.GetBytes(BootstrapMessages.NonceBytes)));
}
