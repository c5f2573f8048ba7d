using Garita.Contracts.Identities;
using Garita.Pki.Keys;

namespace Garita.Enrollment.Sessions;

/// <summary>
/// One login and all tokens that came of it. Everything in it is for the holder of one key; the tokens are no use
/// without it.
/// </summary>
/// <param name="Id">The session's name.</param>
/// <param name="Device">Whose.</param>
/// <param name="Key">The key that signs its requests.</param>
public sealed record TokenSession(SessionId Id, Identity Device, EcPublicKey Key)
{
    /// <summary>Its RFC 7638 thumbprint: <c>cnf.jkt</c> of every access token (RFC 9449 6.1).</summary>
    public required string Thumbprint { get; init; }

    /// <summary>The birth certificate it began with.</summary>
    public required string Batch { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends unless it is refreshed.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Why it ended.</summary>
    public SessionEnd End { get; init; }

    /// <summary>How often it was refreshed.</summary>
    public int Generation { get; init; }

    /// <summary>The hash of the one refresh token that is good.</summary>
    public required ReadOnlyMemory<byte> RefreshHash { get; init; }

    /// <summary>The hash of the one before it; null before the first refresh.</summary>
    public ReadOnlyMemory<byte>? PreviousHash { get; init; }

    /// <summary>When the tokens of now were made.</summary>
    public required DateTimeOffset RotatedAt { get; init; }

    /// <summary>Whether the device showed one of them: then their reply was not lost.</summary>
    public bool IsSeen { get; init; }

    /// <summary>The number of the last request that was taken.</summary>
    public required long LastSequence { get; init; }

    /// <summary>SHA-256 of that request, in base64url.</summary>
    public required string LastRequest { get; init; }

    /// <summary>When it was taken.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>When its grant was last redeemed; null if never.</summary>
    public DateTimeOffset? GrantedAt { get; init; }

    /// <summary>Whether it stands at a time.</summary>
    public bool StandsAt(DateTimeOffset now) => End == SessionEnd.None && now < ExpiresAt;
}
