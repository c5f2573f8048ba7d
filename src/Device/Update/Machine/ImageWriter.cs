using Garita.Device.Update.Journal;
using Garita.Device.Update.Slots;
using Garita.Durable;
using Garita.Firmware;
using Garita.Firmware.Chunks;
using Garita.Firmware.Encryption;
using Garita.Firmware.Manifests;

namespace Garita.Device.Update.Machine;

/// <summary>
/// Writes one image into one slot, chunk after chunk: each is checked against the signed root before a byte of it is
/// written, and progress is recorded only of what is durable. Holds one chunk.
/// </summary>
internal sealed class ImageWriter
{
    private readonly Slot _slot;
    private readonly ChunkVerifier _verifier;
    private readonly ContentCipher? _cipher;
    private readonly byte[] _chunk;
    private readonly long _progressBytes;
    private readonly List<StoredMark> _marks;
    private long _first;
    private long _written;
    private long _unrecorded;

    private ImageWriter(Slot slot, ChunkVerifier verifier, ContentCipher? cipher, UpdateEntry entry, long progressBytes)
    {
        _slot = slot;
        _verifier = verifier;
        _cipher = cipher;
        _progressBytes = progressBytes;
        _chunk = new byte[verifier.Layout.ChunkSize];
        _marks = [.. entry.Marks];
        _first = entry.First;
        _written = entry.Written;
    }

    public DownloadProgress Progress
    {
        get
        {
            long total = _verifier.Layout.LeafCount;
            return new DownloadProgress((_first + _written) % total, total - _written, total, _written == 0);
        }
    }

    public bool IsComplete => _written == _verifier.Layout.LeafCount;

    /// <summary>
    /// Goes on from what is recorded where the marks show that it is there, from the first chunk where it is not.
    /// Null where the manifest's layout is none.
    /// </summary>
    public static ImageWriter? Open(
        Slot slot, ImageDescription image, ContentCipher? cipher, UpdateEntry entry, long progressBytes)
    {
        if (ChunkVerifier.TryCreate(image.Chunks, image.Payload.Length) is not { } verifier)
        {
            return null;
        }

        ImageWriter writer = new(slot, verifier, cipher, entry, progressBytes);
        if (entry.Written > verifier.Layout.LeafCount || entry.Marks.Any(m => !writer.IsStored(m)))
        {
            writer.Forget();
        }

        if (writer._written == 0)
        {
            slot.BreakSeal();
        }

        return writer;
    }

    /// <summary>
    /// Checks chunks, writes them where they are the next ones, and makes what was written durable where it is enough
    /// to be worth a write of the journal: then <paramref name="recorded"/> is what it is to say.
    /// </summary>
    public TakeVerdict TakeAndRecord(
        ChunkPacket packet, VerifiedLeafList? leaves, UpdateEntry entry, out UpdateEntry? recorded)
    {
        recorded = null;
        try
        {
            TakeVerdict verdict = Take(packet, leaves);
            recorded = Record(entry);
            return verdict;
        }
        catch (DurableException)
        {
            return TakeVerdict.StorageFailed;
        }
    }

    private TakeVerdict Take(ChunkPacket packet, VerifiedLeafList? leaves)
    {
        if (_written > 0 && packet.First != Progress.Next)
        {
            return TakeVerdict.NotNext;
        }

        ChunkRefusal refusal = leaves is null
            ? _verifier.Check(packet.First, packet.Chunks.Span, packet.Proof)
            : _verifier.Check(packet.First, packet.Chunks.Span, leaves);
        if (refusal != ChunkRefusal.None)
        {
            return TakeVerdict.Refused;
        }

        if (_written == 0)
        {
            _first = packet.First;
        }

        ReadOnlySpan<byte> rest = packet.Chunks.Span;
        for (long index = packet.First; !rest.IsEmpty && !IsComplete; index++)
        {
            int length = _verifier.LengthOf(index);
            Write(index, rest[..length]);
            rest = rest[length..];
        }

        return TakeVerdict.Taken;
    }

    private UpdateEntry? Record(UpdateEntry entry)
    {
        if (_unrecorded == 0 || (_unrecorded < _progressBytes && !IsComplete))
        {
            return null;
        }

        _slot.Sync();
        _unrecorded = 0;
        AddMark();
        return entry with { First = _first, Written = _written, Marks = [.. _marks] };
    }

    private void Write(long index, ReadOnlySpan<byte> delivered)
    {
        long offset = _verifier.OffsetOf(index);
        Span<byte> plain = _chunk.AsSpan(0, delivered.Length);
        if (_cipher is null)
        {
            delivered.CopyTo(plain);
        }
        else
        {
            _cipher.Transform(offset, delivered, plain);
        }

        _slot.Write(offset, plain);
        _written++;
        _unrecorded += plain.Length;
    }

    // The newest mark stands for the boundary; of the older ones every other goes when they are too many, so that they
    // stay spread over all that is written.
    private void AddMark()
    {
        long last = (_first + _written - 1) % _verifier.Layout.LeafCount;
        if (_marks.Count == UpdateEntry.MaxMarks)
        {
            for (int i = _marks.Count - 1; i > 0; i -= 2)
            {
                _marks.RemoveAt(i);
            }
        }

        _marks.Add(new StoredMark(last, DigestOf(last)));
    }

    private bool IsStored(StoredMark mark) =>
        mark.Chunk >= 0 && mark.Chunk < _verifier.Layout.LeafCount && DigestOf(mark.Chunk) == mark.Digest;

    private Sha256Digest DigestOf(long index)
    {
        Span<byte> stored = _chunk.AsSpan(0, _verifier.LengthOf(index));
        _slot.Read(_verifier.OffsetOf(index), stored);
        return Sha256Digest.Of(stored);
    }

    private void Forget()
    {
        _first = 0;
        _written = 0;
        _marks.Clear();
    }
}
