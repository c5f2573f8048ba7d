using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Garita.Merkle.Notes;

/// <summary>The strict readings that notes, checkpoints and proofs have in common.</summary>
internal static class NoteText
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static byte[] Encode(string text) => Strict.GetBytes(text);

    /// <summary>Reads UTF-8 without control characters other than newline.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out string text)
    {
        text = string.Empty;
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return false;
        }

        foreach (byte value in bytes)
        {
            if (value < 0x20 && value != (byte)'\n')
            {
                return false;
            }
        }

        text = Strict.GetString(bytes);
        return true;
    }

    /// <summary>A key name: not empty, no spaces of any script, no plus.</summary>
    public static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (char letter in name)
        {
            if (char.IsWhiteSpace(letter) || char.IsControl(letter) || letter == '+')
            {
                return false;
            }
        }

        return name.Length > 0 && Encoding.UTF8.GetByteCount(name) <= NoteLimits.MaxNameBytes;
    }

    /// <summary>A decimal without leading zeros, up to the most leaves a tree may have.</summary>
    public static bool TrySize(ReadOnlySpan<char> text, out long size)
    {
        bool read = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size);
        return read && size <= TreeHash.MaxSize && (text.Length == 1 || text[0] != '0');
    }

    /// <summary>Standard base64 with padding in its one canonical spelling (RFC 4648 4).</summary>
    public static bool TryBase64(ReadOnlySpan<char> text, out byte[] bytes)
    {
        byte[] decoded = new byte[((text.Length / 4) + 1) * 3];
        bool read = Convert.TryFromBase64Chars(text, decoded, out int length);
        bytes = read ? decoded[..length] : [];

        // The framework skips spaces and ignores the unused bits of the last letter; two spellings of one signature
        // would be two notes.
        return read && text.SequenceEqual(Convert.ToBase64String(bytes));
    }

    public static bool TryHash(ReadOnlySpan<char> text, out MerkleHash hash)
    {
        hash = default;
        return text.Length == 44 && TryBase64(text, out byte[] bytes) && MerkleHash.TryRead(bytes, out hash);
    }

    public static string ToLine(MerkleHash hash) => Convert.ToBase64String(hash.Span) + "\n";

    /// <summary>Takes the text up to the next newline off the front; false where there is none.</summary>
    public static bool TryTakeLine(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> line)
    {
        int end = rest.IndexOf('\n');
        line = end < 0 ? default : rest[..end];
        rest = end < 0 ? rest : rest[(end + 1)..];
        return end >= 0;
    }

    /// <summary>The first four bytes of SHA-256, in the order of the network.</summary>
    public static uint ShortHash(ReadOnlySpan<byte> data) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(data));

    /// <summary>Takes lines of one hash each, and the empty line behind them, off the front.</summary>
    public static LogRefusal ReadHashes(ref ReadOnlySpan<char> rest, out MerkleHash[] hashes)
    {
        List<MerkleHash> read = [];
        hashes = [];
        while (TryTakeLine(ref rest, out ReadOnlySpan<char> line))
        {
            if (line.IsEmpty)
            {
                hashes = [.. read];
                return LogRefusal.None;
            }

            if (read.Count == NoteLimits.MaxProofHashes)
            {
                return LogRefusal.TooManyHashes;
            }

            if (!TryHash(line, out MerkleHash hash))
            {
                return LogRefusal.BadHash;
            }

            read.Add(hash);
        }

        return LogRefusal.NoSignatures;
    }
}
