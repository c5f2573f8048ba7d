using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Device.Bootstrap.States;

namespace Garita.Device.Bootstrap;

/// <summary>What came of a step.</summary>
/// <param name="Event">What happened; null where the state stays.</param>
/// <param name="Idle">Why the device goes idle; null where it does not.</param>
/// <param name="Wait">How long the server asks to wait; null where it asked nothing.</param>
internal readonly record struct Outcome(BootstrapEvent? Event, IdleReason? Idle = null, TimeSpan? Wait = null)
{
    /// <summary>Nothing changed.</summary>
    public static Outcome Stay { get; } = new(null);

    /// <summary>Something happened.</summary>
    public static Outcome Of(BootstrapEvent happened) => new(happened);

    /// <summary>The device goes idle.</summary>
    public static Outcome ToIdle(BootstrapEvent happened, IdleReason reason) => new(happened, reason);

    /// <summary>What a reply, or none, leads to.</summary>
    /// <param name="op">What was asked.</param>
    /// <param name="reply">The reply; null where none came.</param>
    /// <param name="done">What happens where it was done.</param>
    public static Outcome Of(BootstrapOp op, BootstrapReply? reply, BootstrapEvent? done)
    {
        if (reply is null)
        {
            return Of(BootstrapEvent.PutOff);
        }

        return BootstrapCodes.ReactionTo(op, reply.Code)!.Value switch
        {
            BootstrapReaction.Proceed => new Outcome(done),
            BootstrapReaction.AskAgain =>
                new Outcome(BootstrapEvent.PutOff, Wait: TimeSpan.FromSeconds(reply.RetryAfter!.Value)),
            BootstrapReaction.Refresh => Of(BootstrapEvent.TokenOld),
            BootstrapReaction.GiveUp => Stay,
            BootstrapReaction.GoIdle => ToIdle(BootstrapEvent.Refused, ReasonOf(reply.Code)),
        };
    }

    private static IdleReason ReasonOf(BootstrapCode code) => code switch
    {
        BootstrapCode.UnknownDevice => IdleReason.UnknownDevice,
        BootstrapCode.FactorRefused => IdleReason.FactorRefused,
        BootstrapCode.CodeRefused => IdleReason.CodeRefused,
        BootstrapCode.TokenExpired => IdleReason.TokenExpired,
        BootstrapCode.TokenRefused => IdleReason.TokenRefused,
        BootstrapCode.SequenceRefused => IdleReason.SequenceRefused,
        BootstrapCode.SignatureRefused => IdleReason.SignatureRefused,
        BootstrapCode.Malformed or BootstrapCode.VersionRefused => IdleReason.NotUnderstood,
        BootstrapCode.Ok or BootstrapCode.Pending or BootstrapCode.SlowDown or BootstrapCode.Unavailable
            or BootstrapCode.PolicyRefused or BootstrapCode.EnrollRefused or BootstrapCode.CsrRefused =>
                throw new InvalidOperationException($"{code} sends no device to rest."),
    };
}
