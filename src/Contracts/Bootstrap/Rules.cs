using Garita.Contracts.Identities;

namespace Garita.Contracts.Bootstrap;

/// <summary>How long and of which characters members may be.</summary>
internal static class Rules
{
    /// <summary>A day: what takes longer is not waited for on a connection.</summary>
    public const int LongestSeconds = 86_400;

    // An access token takes about 700 characters: claims, signature, and the encryption around both.
    private const int LongestToken = 2048;

    // A chain of three takes 2500 characters.
    private const int LongestPem = 6 * 1024;

    /// <summary>36 characters, lower case, as RFC 9562 4 writes it.</summary>
    public static bool IsUuid(string text) =>
        Guid.TryParseExact(text, "D", out Guid uuid) && uuid.ToString("D") == text;

    /// <summary>1 to 64 of <c>A-Z a-z 0-9 - _</c>.</summary>
    public static bool IsName(string? text) => Identity.TryCreate(IdentityKind.Device, text, out _);

    /// <summary>So many characters at most, at least one, none of them a control character.</summary>
    public static bool IsText(string? text, int longest) =>
        text is { Length: >= 1 } && text.Length <= longest && !text.Any(char.IsControl);

    /// <summary>Exactly so many bytes in base64url.</summary>
    public static bool IsBase64Url(string text, int bytes) =>
        text.Length == StrictBase64Url.EncodedLength(bytes) && StrictBase64Url.TryDecode(text, out _);

    /// <summary>What the server made a token of: the characters of compact JOSE.</summary>
    public static bool IsToken(string text) =>
        text.Length is >= 1 and <= LongestToken
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary>Printable ASCII and line ends.</summary>
    public static bool IsPem(string text) =>
        text.Length is >= 1 and <= LongestPem && text.All(c => c is >= ' ' and <= '~' or '\n' or '\r');
}
