using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Garita.Contracts.Bootstrap;

/// <summary>
/// Base64url as JOSE means it (RFC 7515 2): one spelling for each byte string. No padding, no white space, no other
/// alphabet, and no bits set behind the last byte, all of which the framework's own reader lets pass.
/// </summary>
public static class StrictBase64Url
{
    private static readonly SearchValues<byte> s_alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    /// <summary>Characters that so many bytes take.</summary>
    public static int EncodedLength(int bytes) => ((bytes * 8) + 5) / 6;

    /// <summary>Writes bytes as text.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>Writes bytes as ASCII.</summary>
    public static byte[] EncodeToUtf8(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToUtf8(bytes);

    /// <summary>Reads ASCII; false for any spelling but the one that <see cref="Encode"/> writes.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text.Length % 4 == 1 || text.ContainsAnyExcept(s_alphabet))
        {
            return false;
        }

        byte[] decoded = new byte[text.Length * 6 / 8];
        OperationStatus status = Base64Url.DecodeFromUtf8(text, decoded, out int read, out int written);
        if (status != OperationStatus.Done || read != text.Length || written != decoded.Length
            || !text.SequenceEqual(EncodeToUtf8(decoded)))
        {
            return false;
        }

        bytes = decoded;
        return true;
    }

    /// <summary>Reads text; false for any spelling but the one that <see cref="Encode"/> writes.</summary>
    public static bool TryDecode(string? text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        return text is not null && Ascii.IsValid(text) && TryDecode(Encoding.ASCII.GetBytes(text), out bytes);
    }
}
