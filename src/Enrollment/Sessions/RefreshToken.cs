using System.Security.Cryptography;
using Garita.Contracts.Bootstrap;

namespace Garita.Enrollment.Sessions;

/// <summary>
/// A refresh token: the session's id and 256 bits that say nothing, in base64url. Only its hash is stored. Prints a
/// placeholder.
/// </summary>
public sealed class RefreshToken
{
    private const int SecretBytes = 32;

    private readonly byte[] _secret;

    internal RefreshToken(SessionId session, byte[] secret)
    {
        Session = session;
        _secret = secret;
    }

    /// <summary>Whose it says to be.</summary>
    public SessionId Session { get; }

    /// <summary>Reads a token; false for what is none. Whether it is good is another question.</summary>
    public static bool TryParse(string? text, out RefreshToken? token)
    {
        bool valid = StrictBase64Url.TryDecode(text, out byte[]? bytes)
            && bytes.Length == SessionId.Length + SecretBytes;
        token = valid
            ? new RefreshToken(SessionId.Of(bytes.AsSpan(0, SessionId.Length)), bytes![SessionId.Length..])
            : null;
        return valid;
    }

    /// <summary>The token itself, for the one reply that carries it.</summary>
    public string Reveal() => StrictBase64Url.Encode(ToBytes());

    /// <inheritdoc/>
    public override string ToString() => "[refresh token]";

    internal byte[] ToBytes() => [.. Session.ToBytes(), .. _secret];

    /// <summary>What is stored of it.</summary>
    internal byte[] Hash() => SHA256.HashData(ToBytes());
}
