namespace Garita.Server.Api.Access;

/// <summary>A token as the server keeps it.</summary>
/// <param name="Name">What it was named.</param>
/// <param name="Hash">SHA-256 of the secret.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">When it stops working.</param>
internal sealed record StoredToken(
    string Name, byte[] Hash, string CreatedBy, DateTimeOffset Created, DateTimeOffset Expires)
{
    /// <summary>When it was last accepted, to the minute.</summary>
    public DateTimeOffset? LastUsed { get; init; }
}
