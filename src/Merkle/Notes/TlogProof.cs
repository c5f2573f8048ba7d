using System.Globalization;
using System.Text;

namespace Garita.Merkle.Notes;

/// <summary>
/// A file that proves without a network that a leaf is in a log (C2SP tlog-proof): an index, an inclusion proof, a
/// checkpoint. Reading one verifies nothing; <see cref="Verify"/> does.
/// </summary>
public sealed class TlogProof
{
    private const string Header = "c2sp.org/tlog-proof@v1";
    private const string ExtraWord = "extra ";
    private const string IndexWord = "index ";

    private readonly MerkleHash[] _hashes;
    private readonly byte[] _checkpoint;

    /// <summary>Puts a proof together from what a log gives.</summary>
    public TlogProof(long index, ReadOnlySpan<MerkleHash> hashes, SignedNote checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        Index = index;
        _hashes = hashes.ToArray();
        _checkpoint = checkpoint.Encode();
    }

    private TlogProof(long index, MerkleHash[] hashes, byte[] checkpoint, byte[] extra)
    {
        Index = index;
        _hashes = hashes;
        _checkpoint = checkpoint;
        Extra = extra;
    }

    /// <summary>The entry's place in the log, from 0.</summary>
    public long Index { get; }

    /// <summary>The inclusion proof, from the leaf's sibling to the root's child.</summary>
    public ReadOnlySpan<MerkleHash> Hashes => _hashes;

    /// <summary>The checkpoint's note, as it stands in the file.</summary>
    public ReadOnlyMemory<byte> Checkpoint => _checkpoint;

    /// <summary>Opaque data beside the proof, which nothing authenticates.</summary>
    public ReadOnlyMemory<byte> Extra { get; }

    /// <summary>Reads a proof file; it is non-null only when nothing is refused.</summary>
    public static LogRefusal TryParse(ReadOnlySpan<byte> bytes, out TlogProof? proof)
    {
        proof = null;
        if (bytes.Length > NoteLimits.MaxProofBytes)
        {
            return LogRefusal.TooLong;
        }

        if (!NoteText.TryDecode(bytes, out string text))
        {
            return LogRefusal.NotText;
        }

        ReadOnlySpan<char> rest = text;
        if (!NoteText.TryTakeLine(ref rest, out ReadOnlySpan<char> line) || !line.SequenceEqual(Header))
        {
            return LogRefusal.BadHeader;
        }

        byte[] extra = [];
        if (NoteText.TryTakeLine(ref rest, out line) && line.StartsWith(ExtraWord, StringComparison.Ordinal))
        {
            if (!NoteText.TryBase64(line[ExtraWord.Length..], out extra)
                || extra.Length is 0 or > NoteLimits.MaxExtraBytes)
            {
                return LogRefusal.BadExtra;
            }

            NoteText.TryTakeLine(ref rest, out line);
        }

        if (!line.StartsWith(IndexWord, StringComparison.Ordinal)
            || !NoteText.TrySize(line[IndexWord.Length..], out long index))
        {
            return LogRefusal.BadSize;
        }

        LogRefusal refusal = NoteText.ReadHashes(ref rest, out MerkleHash[] hashes);
        if (refusal == LogRefusal.None)
        {
            proof = new TlogProof(index, hashes, NoteText.Encode(rest.ToString()), extra);
        }

        return refusal;
    }

    /// <summary>The same proof with extra data, up to <see cref="NoteLimits.MaxExtraBytes"/>.</summary>
    public TlogProof WithExtra(byte[] extra)
    {
        ArgumentNullException.ThrowIfNull(extra);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(extra.Length, NoteLimits.MaxExtraBytes, nameof(extra));
        return new TlogProof(Index, _hashes, _checkpoint, extra);
    }

    /// <summary>
    /// Whether the leaf is in the log, as the log and enough witnesses signed it. The checkpoint is non-null only when
    /// nothing is refused; whoever keeps an older one must also demand consistency with it.
    /// </summary>
    /// <param name="leaf">The leaf's hash, computed from what the leaf must be and never taken from the file.</param>
    /// <param name="log">The log's key; its name is the log's origin.</param>
    /// <param name="witnesses">How many witnesses must have cosigned.</param>
    /// <param name="notAfter">See <see cref="WitnessPolicy.Judge"/>.</param>
    /// <param name="checkpoint">The verified checkpoint.</param>
    public LogRefusal Verify(
        MerkleHash leaf,
        NoteKey log,
        WitnessPolicy witnesses,
        DateTimeOffset? notAfter,
        out SignedCheckpoint? checkpoint)
    {
        ArgumentNullException.ThrowIfNull(witnesses);
        LogRefusal refusal = SignedCheckpoint.TryVerify(_checkpoint, log, out checkpoint);
        if (refusal == LogRefusal.None)
        {
            refusal = witnesses.Judge(checkpoint!, notAfter, out _);
        }

        if (refusal == LogRefusal.None
            && !InclusionProof.Verify(leaf, Index, checkpoint!.Size, _hashes, checkpoint.Root))
        {
            refusal = LogRefusal.NotIncluded;
        }

        checkpoint = refusal == LogRefusal.None ? checkpoint : null;
        return refusal;
    }

    /// <summary>The file.</summary>
    public byte[] Encode()
    {
        StringBuilder text = new();
        text.Append(Header).Append('\n');
        if (!Extra.IsEmpty)
        {
            text.Append(ExtraWord).Append(Convert.ToBase64String(Extra.Span)).Append('\n');
        }

        text.Append(IndexWord).Append(Index.ToString(CultureInfo.InvariantCulture)).Append('\n');
        foreach (MerkleHash hash in _hashes)
        {
            text.Append(NoteText.ToLine(hash));
        }

        return [.. NoteText.Encode(text.Append('\n').ToString()), .. _checkpoint];
    }
}
