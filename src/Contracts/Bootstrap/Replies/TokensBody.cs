namespace Garita.Contracts.Bootstrap.Replies;

/// <summary>What a device lives on until it has a certificate. Opaque to it, and secret: never printed.</summary>
/// <param name="Access">Goes with <c>publish</c>, <c>enroll</c> and <c>logout</c>; at most 2 KiB.</param>
/// <param name="AccessSeconds">How long from now it is good for; at least 1.</param>
/// <param name="Refresh">Goes with <c>refresh</c>; at most 2 KiB.</param>
/// <param name="RefreshSeconds">How long from now it is good for; at least 1.</param>
public sealed record TokensBody(string Access, int AccessSeconds, string Refresh, int RefreshSeconds)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"TokensBody {{ *** for {AccessSeconds} s, *** for {RefreshSeconds} s }}";
}
