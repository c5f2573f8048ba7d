namespace Garita.Contracts.Bootstrap.Requests;

/// <summary>A device asks for new tokens. Holds a token: never printed.</summary>
/// <param name="Token">The refresh token.</param>
public sealed record RefreshBody(string Token)
{
    /// <inheritdoc/>
    public override string ToString() => "RefreshBody { Token = *** }";
}
