namespace Garita.Enrollment.Sessions;

/// <summary>What one login or refresh gives. Prints a placeholder.</summary>
/// <param name="Session">The session that they are of.</param>
/// <param name="Access">The access token.</param>
/// <param name="AccessLife">How long it is good.</param>
/// <param name="Refresh">The refresh token.</param>
/// <param name="RefreshLife">How long it is good.</param>
public sealed record IssuedTokens(
    TokenSession Session, string Access, TimeSpan AccessLife, RefreshToken Refresh, TimeSpan RefreshLife)
{
    /// <inheritdoc/>
    public override string ToString() => $"IssuedTokens {{ {Session.Device.Name} }}";
}
