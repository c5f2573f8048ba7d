using System.Text.Unicode;

namespace Garita.Broker.Access;

/// <summary>Reads a policy from a file.</summary>
public static class PolicyFile
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Reads and parses a file. What keeps it from being read (missing, unreadable, a directory, too large, empty, not
    /// UTF-8, written to meanwhile) is an error of the result, not an exception.
    /// </summary>
    /// <param name="path">Where it is; also how errors and warnings call it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<PolicyParseResult> ReadAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            PolicyFileStamp? before = PolicyFileStamp.Of(path);
            byte[] bytes = await ReadBytesAsync(path, cancellationToken);
            if (bytes.Length > PolicyLimits.MaxFileBytes)
            {
                return PolicyParseResult.Failed(path, $"larger than {PolicyLimits.MaxFileBytes} bytes");
            }

            return before is null || before != PolicyFileStamp.Of(path) || bytes.LongLength != before.Length
                ? PolicyParseResult.Failed(path, "changed while it was read; try again once it is written")
                : Decode(path, bytes);
        }
        catch (UnauthorizedAccessException)
        {
            return PolicyParseResult.Failed(
                path,
                Directory.Exists(path) ? "is a directory" : "may not be read by this user");
        }
        catch (IOException e)
        {
            bool missing = e is FileNotFoundException or DirectoryNotFoundException;
            return PolicyParseResult.Failed(path, missing ? "no such file" : "cannot be read: " + e.Message);
        }
    }

    // At most one byte more than is allowed, so that the caller sees that it is too much.
    private static async Task<byte[]> ReadBytesAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] buffer = new byte[Math.Min(file.Length, PolicyLimits.MaxFileBytes) + 1];
        int read = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return buffer[..read];
    }

    private static PolicyParseResult Decode(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(ByteOrderMark))
        {
            bytes = bytes[ByteOrderMark.Length..];
        }

        // A file cut to nothing by a full disk must not read as "deny everything".
        if (bytes.Trim(" \t\r\n"u8).IsEmpty)
        {
            return PolicyParseResult.Failed(path, "is empty; a policy that denies everything has at least a comment");
        }

        char[] text = new char[bytes.Length];
        Utf8.ToUtf16(bytes, text, out int valid, out int length, replaceInvalidSequences: false);
        return valid < bytes.Length
            ? NotUtf8(path, bytes, valid)
            : AccessPolicy.Parse(new string(text, 0, length), path);
    }

    private static PolicyParseResult NotUtf8(string path, ReadOnlySpan<byte> bytes, int at)
    {
        int line = bytes[..at].Count((byte)'\n') + 1;
        string message = bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]
            ? "is UTF-16; save it as UTF-8"
            : $"byte 0x{bytes[at]:X2} is not UTF-8; save the file as UTF-8";
        return new PolicyParseResult(null, [new PolicyNotice(path, line, message)], []);
    }
}
