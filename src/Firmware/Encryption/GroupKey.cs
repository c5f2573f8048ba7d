using System.Security.Cryptography;

namespace Garita.Firmware.Encryption;

/// <summary>
/// An AES-128 key that a group of devices shares, under which content keys are wrapped (A128KW, RFC 9053 6.2.1). Never
/// printed; zeroed when disposed.
/// </summary>
/// <remarks>One device that gives it up gives up the images of the whole group; prefer a key of each device.</remarks>
public sealed class GroupKey : IDisposable
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 16;

    /// <summary>Longest id, in bytes.</summary>
    public const int LongestId = 64;

    private readonly byte[] _key;
    private readonly byte[] _id;

    /// <summary>Copies a key.</summary>
    /// <param name="key">16 bytes; the caller zeroes its own copy.</param>
    /// <param name="id">1 to 64 bytes that the recipients of the group know the key by.</param>
    public GroupKey(ReadOnlySpan<byte> key, ReadOnlySpan<byte> id)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, Length);
        ArgumentOutOfRangeException.ThrowIfZero(id.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(id.Length, LongestId);
        _key = key.ToArray();
        _id = id.ToArray();
    }

    /// <summary>What the key is known by.</summary>
    public ReadOnlyMemory<byte> Id => _id;

    /// <summary>The key itself.</summary>
    internal ReadOnlySpan<byte> Bytes => _key;

    /// <inheritdoc/>
    public override string ToString() => "GroupKey { *** }";

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_key);
}
