using System.Diagnostics.CodeAnalysis;

namespace Garita.Merkle.Notes;

/// <summary>
/// Text with signature lines (C2SP signed-note). Reading one verifies nothing; the text must be ignored until
/// <see cref="Check(NoteKey)"/> has found a good signature of a known key.
/// </summary>
public sealed class SignedNote
{
    private SignedNote(string text, IReadOnlyList<NoteSignature> signatures)
    {
        Text = text;
        Signatures = signatures;
    }

    /// <summary>What is signed, with its last newline.</summary>
    public string Text { get; }

    /// <summary>The signature lines, in the order of the note.</summary>
    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>Puts signatures under a text that ends with a newline.</summary>
    public static SignedNote Of(string text, params NoteSignature[] signatures)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfZero(signatures.Length);
        if (!text.EndsWith('\n') || !NoteText.TryDecode(NoteText.Encode(text), out _))
        {
            throw new ArgumentException("a note ends with a newline and has no other control characters", nameof(text));
        }

        return new SignedNote(text, [.. signatures]);
    }

    /// <summary>Reads a note; it is non-null only when nothing is refused.</summary>
    public static LogRefusal TryParse(ReadOnlySpan<byte> bytes, out SignedNote? note)
    {
        note = null;
        if (bytes.Length > NoteLimits.MaxNoteBytes)
        {
            return LogRefusal.TooLong;
        }

        if (!NoteText.TryDecode(bytes, out string whole))
        {
            return LogRefusal.NotText;
        }

        // The last empty line parts text and signatures (C2SP signed-note, Format).
        int split = whole.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || split + 2 == whole.Length || whole[^1] != '\n')
        {
            return LogRefusal.NoSignatures;
        }

        LogRefusal refusal = ReadLines(whole.AsSpan(split + 2), out List<NoteSignature> signatures);
        if (refusal == LogRefusal.None)
        {
            note = new SignedNote(whole[..(split + 1)], signatures);
        }

        return refusal;
    }

    /// <summary>The note as it is sent and stored.</summary>
    public byte[] Encode() =>
        NoteText.Encode($"{Text}\n{string.Concat(Signatures.Select(signature => signature.ToLine()))}");

    /// <summary>The same note with one more signature line; unchanged where it has that very line.</summary>
    public SignedNote With(NoteSignature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        string line = signature.ToLine();
        return Signatures.Any(present => present.ToLine() == line) ? this : new(Text, [.. Signatures, signature]);
    }

    /// <summary>
    /// The same note with a cosignature in the place of an older one of the same key; unchanged where that is the
    /// newer.
    /// </summary>
    public SignedNote WithNewest(NoteSignature cosignature)
    {
        ArgumentNullException.ThrowIfNull(cosignature);
        NoteSignature[] present =
        [
            .. Signatures.Where(other => other.Name == cosignature.Name && other.KeyId == cosignature.KeyId),
        ];
        return present.Any(other => TimeOf(other) >= TimeOf(cosignature))
            ? this
            : new SignedNote(Text, [.. Signatures.Except(present), cosignature]);
    }

    /// <summary>
    /// Looks for signatures of a key: <see cref="LogRefusal.None"/> where there is one and every one verifies,
    /// <see cref="LogRefusal.NotSigned"/> where there is none, <see cref="LogRefusal.BadSignature"/> otherwise.
    /// </summary>
    public LogRefusal Check(NoteKey key) => Check(key, out _);

    /// <summary>As <see cref="Check(NoteKey)"/>, and gives the signature that verified.</summary>
    [SuppressMessage("Design", "CA1021", Justification = "the one form of a refusal with a result here")]
    public LogRefusal Check(NoteKey key, out NoteSignature? found)
    {
        ArgumentNullException.ThrowIfNull(key);
        found = null;
        byte[] text = NoteText.Encode(Text);
        foreach (NoteSignature signature in Signatures)
        {
            if (signature.Name != key.Name || signature.KeyId != key.KeyId)
            {
                continue;
            }

            if (!key.Verify(text, signature.Bytes.Span))
            {
                found = null;
                return LogRefusal.BadSignature;
            }

            found ??= signature;
        }

        return found is null ? LogRefusal.NotSigned : LogRefusal.None;
    }

    private static long TimeOf(NoteSignature cosignature) =>
        NoteKey.TryTimestamp(cosignature.Bytes.Span, out long timestamp) ? timestamp : -1;

    private static LogRefusal ReadLines(ReadOnlySpan<char> rest, out List<NoteSignature> signatures)
    {
        signatures = [];
        while (NoteText.TryTakeLine(ref rest, out ReadOnlySpan<char> line))
        {
            if (signatures.Count == NoteLimits.MaxSignatures)
            {
                return LogRefusal.TooManySignatures;
            }

            if (NoteSignature.Read(line) is not { } signature)
            {
                return LogRefusal.BadSignatureLine;
            }

            signatures.Add(signature);
        }

        return LogRefusal.None;
    }
}
