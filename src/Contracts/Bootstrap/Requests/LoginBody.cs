namespace Garita.Contracts.Bootstrap.Requests;

/// <summary>A device shows its second factor. Holds a secret: never printed.</summary>
/// <param name="Factor">The factor that the reply to <c>register</c> named.</param>
/// <param name="Code">The code, 1 to 64 characters; null for <see cref="SecondFactor.Approval"/> alone.</param>
public sealed record LoginBody(SecondFactor Factor, string? Code = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"LoginBody {{ Factor = {Factor}, Code = *** }}";
}
