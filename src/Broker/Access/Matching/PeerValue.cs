using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Garita.Contracts.Identities;

namespace Garita.Broker.Access.Matching;

/// <summary>
/// A peer's values for the variables, compared in place: no string is built. A value that could change the shape of a
/// topic (empty; with a separator, wildcard or NUL; at the first level one that starts with <c>$</c>) matches nothing.
/// </summary>
internal static class PeerValue
{
    private static readonly SearchValues<char> Shaping = SearchValues.Create("/+#\0");

    /// <summary>Whether a level is the value, or one of the values, of a variable.</summary>
    public static bool Is(PatternLevelKind variable, ReadOnlySpan<byte> level, bool first, PeerAttributes peer) =>
        variable switch
        {
            PatternLevelKind.Id => IsUsable(peer.Identity.Name, first) && AreEqual(peer.Identity.Name, level),
            PatternLevelKind.CommonName => IsCommonName(peer.Identity, level),
            PatternLevelKind.OrganizationalUnit =>
                peer.OrganizationalUnit is { } unit && IsUsable(unit, first) && AreEqual(unit, level),
            PatternLevelKind.Group => IsOneOf(peer.Groups.Items, level, first),
            PatternLevelKind.Image => IsOneOf(peer.Images.Items, level, first),
            PatternLevelKind.Literal or PatternLevelKind.AnyOne or PatternLevelKind.AnyRest => false,
        };

    /// <summary>Whether the peer has any value for a variable, so that some topic can match it.</summary>
    public static bool Exists(PatternLevelKind variable, bool first, PeerAttributes peer) => variable switch
    {
        PatternLevelKind.Id or PatternLevelKind.CommonName => peer.Identity.Name.Length > 0,
        PatternLevelKind.OrganizationalUnit => peer.OrganizationalUnit is { } unit && IsUsable(unit, first),
        PatternLevelKind.Group => HasUsable(peer.Groups.Items, first),
        PatternLevelKind.Image => HasUsable(peer.Images.Items, first),
        PatternLevelKind.Literal or PatternLevelKind.AnyOne or PatternLevelKind.AnyRest => true,
    };

    private static bool IsCommonName(Identity identity, ReadOnlySpan<byte> level)
    {
        ReadOnlySpan<byte> prefix = identity.Kind switch
        {
            IdentityKind.Device => default,
            IdentityKind.Service => "service:"u8,
            IdentityKind.Operator => "operator:"u8,
            IdentityKind.Birth => "birth:"u8,
        };
        return identity.Name.Length > 0
            && level.StartsWith(prefix)
            && AreEqual(identity.Name, level[prefix.Length..]);
    }

    private static bool IsOneOf(ImmutableArray<string> values, ReadOnlySpan<byte> level, bool first)
    {
        foreach (string value in values)
        {
            if (AreEqual(value, level) && IsUsable(value, first))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasUsable(ImmutableArray<string> values, bool first)
    {
        foreach (string value in values)
        {
            if (IsUsable(value, first))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsUsable(string value, bool first) =>
        value.Length > 0 && !(first && value[0] == '$') && value.AsSpan().IndexOfAny(Shaping) < 0;

    private static bool AreEqual(ReadOnlySpan<char> value, ReadOnlySpan<byte> level)
    {
        if (Ascii.IsValid(value))
        {
            return Ascii.Equals(level, value);
        }

        Span<byte> encoded = stackalloc byte[4];
        while (!value.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(value, out Rune rune, out int taken) != OperationStatus.Done)
            {
                return false;
            }

            ReadOnlySpan<byte> bytes = encoded[..rune.EncodeToUtf8(encoded)];
            if (!level.StartsWith(bytes))
            {
                return false;
            }

            value = value[taken..];
            level = level[bytes.Length..];
        }

        return level.IsEmpty;
    }
}
