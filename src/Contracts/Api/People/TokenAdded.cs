namespace Garita.Contracts.Api.People;

/// <summary>A token that was just made: the only answer that ever carries its secret.</summary>
/// <param name="Token">What is kept.</param>
/// <param name="Secret">What goes after <c>Authorization: Bearer</c>; shown once, only its hash is stored.</param>
public sealed record TokenAdded(TokenView Token, string Secret)
{
    /// <summary>Leaves the secret out.</summary>
    public override string ToString() => $"TokenAdded {{ Token = {Token} }}";
}
