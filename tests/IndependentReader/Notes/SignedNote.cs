using System.Security.Cryptography;
using System.Text;

namespace Garita.IndependentReader.Notes;

/// <summary>c2sp.org/signed-note: a text, an empty line, signature lines.</summary>
/// <param name="Text">With its last newline.</param>
/// <param name="Signatures">As they stand in the note; none is checked yet.</param>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    private const string Dash = "\u2014 ";
    private const int KeyIdLength = 4;

    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

    public static SignedNote Read(ReadOnlySpan<byte> bytes)
    {
        string note = Decode(bytes);
        int gap = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (gap < 0 || !note.EndsWith('\n'))
        {
            throw new UnreadableException("a note is a text, an empty line and signature lines");
        }

        string[] lines = note[(gap + 2)..].Split('\n')[..^1];
        if (lines.Length == 0)
        {
            throw new UnreadableException("a note without a signature");
        }

        return new(note[..(gap + 1)], [.. lines.Select(ReadSignature)]);
    }

    /// <summary>The key id of an ECDSA key (type 0x02): of its SubjectPublicKeyInfo, not of the name.</summary>
    public static byte[] EcdsaKeyId(ECDsa key) =>
        SHA256.HashData(key.ExportSubjectPublicKeyInfo())[..KeyIdLength];

    /// <summary>The key id of Ed25519 keys: type 0x01 signs notes, type 0x04 cosigns checkpoints.</summary>
    public static byte[] Ed25519KeyId(string name, byte type, ReadOnlySpan<byte> publicKey) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', type, .. publicKey])[..KeyIdLength];

    /// <summary>Whether this ECDSA key signed under this name, and every line of it is good.</summary>
    public bool IsSignedBy(string name, ECDsa key)
    {
        List<NoteSignature> own = [.. Of(name, EcdsaKeyId(key))];
        return own.Count > 0 && own.TrueForAll(line => key.VerifyData(
            Encoding.UTF8.GetBytes(Text), line.Signature, HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence));
    }

    /// <summary>The lines of one key.</summary>
    public IEnumerable<NoteSignature> Of(string name, byte[] keyId) =>
        Signatures.Where(line => line.Name == name && line.KeyId.AsSpan().SequenceEqual(keyId));

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            string note = s_utf8.GetString(bytes);
            return note.Any(c => c < ' ' && c != '\n')
                ? throw new UnreadableException("a control character in a note")
                : note;
        }
        catch (DecoderFallbackException)
        {
            throw new UnreadableException("a note that is not UTF-8");
        }
    }

    private static NoteSignature ReadSignature(string line)
    {
        if (!line.StartsWith(Dash, StringComparison.Ordinal))
        {
            throw new UnreadableException($"no signature line: {line}");
        }

        string[] parts = line[Dash.Length..].Split(' ');
        if (parts.Length != 2 || parts[0].Length == 0 || parts[0].Any(c => char.IsWhiteSpace(c) || c == '+'))
        {
            throw new UnreadableException($"a signature line is a name and a signature: {line}");
        }

        byte[] value = StrictBase64.Decode(parts[1]);
        return value.Length > KeyIdLength
            ? new(parts[0], value[..KeyIdLength], value[KeyIdLength..])
            : throw new UnreadableException("a signature without a key id");
    }
}
