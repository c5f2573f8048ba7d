using System.Collections.Frozen;

namespace Garita.Authority.Keys;

/// <summary>
/// Which object of which token a key is (RFC 7512): <c>pkcs11:token=release;object=firmware</c>. Holds no PIN, because
/// such names stand in command lines, settings and logs.
/// </summary>
public sealed class Pkcs11Uri
{
    /// <summary>What such a name begins with.</summary>
    public const string Scheme = "pkcs11:";

    // Far more than any token's own description of an object; a name is kept in memory and handed to an engine in C.
    private const int MaxLength = 1024;

    // RFC 7512 2.3, the attributes by which an engine finds one object. What loads a library or names a PIN is not
    // among them.
    private static readonly FrozenSet<string> s_known =
        FrozenSet.Create("token", "object", "id", "serial", "manufacturer", "model", "type", "slot-id");

    private readonly string _text;

    private Pkcs11Uri(string text) => _text = text;

    /// <summary>
    /// Reads a name; it is non-null only when nothing is refused. It must name the token, by label or serial number,
    /// and the object, by label or id, so that a second token in the machine changes nothing.
    /// </summary>
    public static Pkcs11UriRefusal TryParse(string? text, out Pkcs11Uri? uri)
    {
        uri = null;
        Pkcs11UriRefusal refusal = Check(text);
        if (refusal == Pkcs11UriRefusal.None)
        {
            uri = new Pkcs11Uri(text!);
        }

        return refusal;
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    private static Pkcs11UriRefusal Check(string? text)
    {
        if (text is null || text.Length > MaxLength || !text.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return Pkcs11UriRefusal.Malformed;
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string attribute in text[Scheme.Length..].Split(';', '?', '&'))
        {
            int equals = attribute.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? attribute : attribute[..equals];
            if (name is "pin-value" or "pin-source")
            {
                return Pkcs11UriRefusal.HoldsPin;
            }

            if (!s_known.Contains(name))
            {
                return Pkcs11UriRefusal.UnknownAttribute;
            }

            if (equals < 0 || !IsValue(attribute.AsSpan(equals + 1)) || !seen.Add(name))
            {
                return Pkcs11UriRefusal.Malformed;
            }
        }

        bool isOne = (seen.Contains("token") || seen.Contains("serial"))
            && (seen.Contains("object") || seen.Contains("id"));
        return isOne ? Pkcs11UriRefusal.None : Pkcs11UriRefusal.NotOneKey;
    }

    // RFC 7512 2.3: pk11-pchar. Characters outside it are percent-encoded, and the engine is not asked to guess.
    private static bool IsValue(ReadOnlySpan<char> value)
    {
        int index = 0;
        while (index < value.Length)
        {
            char c = value[index];
            if (c == '%')
            {
                if (index + 2 >= value.Length || !char.IsAsciiHexDigit(value[index + 1])
                    || !char.IsAsciiHexDigit(value[index + 2]))
                {
                    return false;
                }

                index += 3;
                continue;
            }

            if (!char.IsAsciiLetterOrDigit(c) && !"-._~:[]@!$'()*+,=&/ ".Contains(c, StringComparison.Ordinal))
            {
                return false;
            }

            index++;
        }

        return value.Length > 0;
    }
}
