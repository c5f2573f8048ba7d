using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Pki.Jose;
using Garita.Pki.Keys;

namespace Garita.Device.Bootstrap;

/// <summary>Holds what came back to what was sent. Nothing is read of it before its signature is right.</summary>
internal static class ReplyCheck
{
    /// <summary>Reads a reply; it is there only when nothing is refused.</summary>
    public static ReplyRefusal TryRead(
        ReadOnlyMemory<byte> bytes, SentRequest sent, IReadOnlyList<EcPublicKey> keys, out BootstrapReply? reply)
    {
        reply = null;
        ReplyRefusal refusal = SignedReply.TryVerify(bytes, keys, out VerifiedMessage? message) switch
        {
            JwsRefusal.None => ReplyRefusal.None,
            JwsRefusal.Key => ReplyRefusal.UnknownKey,
            JwsRefusal.Signature => ReplyRefusal.Signature,
            JwsRefusal.TooLong or JwsRefusal.Malformed or JwsRefusal.Header => ReplyRefusal.Malformed,
        };
        if (refusal != ReplyRefusal.None)
        {
            return refusal;
        }

        if (BootstrapMessages.TryRead(message!.Payload.Span, sent.Op, out BootstrapReply? read) != MessageRefusal.None)
        {
            return ReplyRefusal.Message;
        }

        if (read!.Uuid != sent.Uuid)
        {
            return ReplyRefusal.OtherDevice;
        }

        if (read.Request != sent.Hash)
        {
            return ReplyRefusal.OtherRequest;
        }

        reply = read;
        return ReplyRefusal.None;
    }
}
