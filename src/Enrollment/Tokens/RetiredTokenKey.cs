using Garita.Pki.Jose;
using Garita.Pki.Keys;

namespace Garita.Enrollment.Tokens;

/// <summary>A key that signed access tokens and signs no more.</summary>
/// <param name="Key">Its public half.</param>
/// <param name="Until">When the last of its tokens has ended; from then on it is trusted for nothing.</param>
public sealed record RetiredTokenKey(EcPublicKey Key, DateTimeOffset Until)
{
    /// <summary>What tokens name it by.</summary>
    public string Kid { get; } = KeyThumbprint.Of(Key).Text;
}
