using System.Buffers.Binary;

namespace Garita.Merkle.Notes;

/// <summary>One signature line of a note; it says nothing until a <see cref="NoteKey"/> has verified it.</summary>
public sealed class NoteSignature
{
    private const string Dash = "\u2014 ";
    private const int KeyIdBytes = 4;

    /// <summary>Takes the parts of a line; throws <see cref="ArgumentException"/> where the name is none.</summary>
    public NoteSignature(string name, uint keyId, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (!NoteText.IsName(name))
        {
            throw new ArgumentException("a key name has no spaces and no plus", nameof(name));
        }

        Name = name;
        KeyId = keyId;
        Bytes = bytes;
    }

    /// <summary>The name of the key.</summary>
    public string Name { get; }

    /// <summary>The short id of the key.</summary>
    public uint KeyId { get; }

    /// <summary>What follows the key id; its form depends on the kind of the key.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The line, with its newline.</summary>
    public string ToLine()
    {
        byte[] blob = new byte[KeyIdBytes + Bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(blob, KeyId);
        Bytes.CopyTo(blob.AsMemory(KeyIdBytes));
        return $"{Dash}{Name} {Convert.ToBase64String(blob)}\n";
    }

    /// <summary>Reads a line without its newline; null where it is not a signature line.</summary>
    internal static NoteSignature? Read(ReadOnlySpan<char> line)
    {
        if (!line.StartsWith(Dash, StringComparison.Ordinal))
        {
            return null;
        }

        ReadOnlySpan<char> rest = line[Dash.Length..];
        int space = rest.IndexOf(' ');
        if (space < 0 || !NoteText.IsName(rest[..space])
            || !NoteText.TryBase64(rest[(space + 1)..], out byte[] blob) || blob.Length <= KeyIdBytes)
        {
            return null;
        }

        return new NoteSignature(
            rest[..space].ToString(), BinaryPrimitives.ReadUInt32BigEndian(blob), blob[KeyIdBytes..]);
    }
}
