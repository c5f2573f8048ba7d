using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Pki.Jose;
using Garita.Pki.Keys;

namespace Garita.Enrollment.Replies;

/// <summary>
/// The two keys that devices hold against a false server: replies are signed by the current one; the next one takes
/// over when that is retired, and devices know it already.
/// </summary>
/// <param name="Current">Signs.</param>
/// <param name="Next">Waits.</param>
public sealed record MessageKeys(ISigningKey Current, ISigningKey Next)
{
    /// <summary>Both as replies carry them, so that devices hold the next one before it signs.</summary>
    public IReadOnlyList<string> Handed { get; } =
    [
        StrictBase64Url.Encode(Current.PublicKey.SubjectPublicKeyInfo.Span),
        StrictBase64Url.Encode(Next.PublicKey.SubjectPublicKeyInfo.Span),
    ];

    /// <summary>Signs one reply over its exact bytes.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="op">What was asked.</param>
    public byte[] Sign(BootstrapReply reply, BootstrapOp op) =>
        SignedReply.Sign(BootstrapMessages.Write(reply, op), Current);

    /// <inheritdoc/>
    public override string ToString() => $"MessageKeys {{ {KeyThumbprint.Of(Current.PublicKey)} }}";
}
