using System.Globalization;
using System.Text;

namespace Garita.Merkle.Notes;

/// <summary>
/// What a log sends to a witness: the size it last cosigned, a consistency proof from there, and the checkpoint (C2SP
/// tlog-witness, add-checkpoint). Reading one verifies nothing.
/// </summary>
public sealed class WitnessRequest
{
    private const string OldWord = "old ";

    private readonly MerkleHash[] _hashes;

    /// <summary>Puts a request together.</summary>
    public WitnessRequest(long oldSize, ReadOnlySpan<MerkleHash> hashes, SignedNote checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        OldSize = oldSize;
        _hashes = hashes.ToArray();
        Checkpoint = checkpoint;
    }

    /// <summary>The size that the log believes the witness to have cosigned last; 0 where none.</summary>
    public long OldSize { get; }

    /// <summary>The consistency proof; empty where the old size is 0.</summary>
    public ReadOnlySpan<MerkleHash> Hashes => _hashes;

    /// <summary>The checkpoint to cosign.</summary>
    public SignedNote Checkpoint { get; }

    /// <summary>Reads a request's body; it is non-null only when nothing is refused.</summary>
    public static LogRefusal TryParse(ReadOnlySpan<byte> bytes, out WitnessRequest? request)
    {
        request = null;
        if (bytes.Length > NoteLimits.MaxProofBytes)
        {
            return LogRefusal.TooLong;
        }

        if (!NoteText.TryDecode(bytes, out string text))
        {
            return LogRefusal.NotText;
        }

        ReadOnlySpan<char> rest = text;
        if (!NoteText.TryTakeLine(ref rest, out ReadOnlySpan<char> line)
            || !line.StartsWith(OldWord, StringComparison.Ordinal))
        {
            return LogRefusal.BadHeader;
        }

        if (!NoteText.TrySize(line[OldWord.Length..], out long oldSize))
        {
            return LogRefusal.BadSize;
        }

        LogRefusal refusal = NoteText.ReadHashes(ref rest, out MerkleHash[] hashes);
        SignedNote? note = null;
        if (refusal == LogRefusal.None)
        {
            refusal = SignedNote.TryParse(NoteText.Encode(rest.ToString()), out note);
        }

        if (refusal == LogRefusal.None)
        {
            request = new WitnessRequest(oldSize, hashes, note!);
        }

        return refusal;
    }

    /// <summary>The body of the request.</summary>
    public byte[] Encode()
    {
        StringBuilder text = new();
        text.Append(OldWord).Append(OldSize.ToString(CultureInfo.InvariantCulture)).Append('\n');
        foreach (MerkleHash hash in _hashes)
        {
            text.Append(NoteText.ToLine(hash));
        }

        return [.. NoteText.Encode(text.Append('\n').ToString()), .. Checkpoint.Encode()];
    }
}
