namespace Garita.Contracts.Bootstrap.Requests;

/// <summary>A device ends its tokens. Holds a token: never printed.</summary>
/// <param name="Token">The access token.</param>
public sealed record LogoutBody(string Token)
{
    /// <inheritdoc/>
    public override string ToString() => "LogoutBody { Token = *** }";
}
