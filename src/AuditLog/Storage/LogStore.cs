using System.Buffers;
using Garita.Durable;
using Garita.Merkle;
using Garita.Merkle.Notes;

namespace Garita.AuditLog.Storage;

/// <summary>
/// The log on the disk. The order of every commit: entries into the last segment, flush, hashes, sign, checkpoint in
/// place. A checkpoint therefore never covers what is not lasting, and nobody is answered before the checkpoint is.
/// </summary>
internal sealed class LogStore : IDisposable
{
    private readonly TransparencyLogOptions _options;
    private readonly LogLayout _layout;
    private readonly IDurableFiles _files;
    private readonly LogSigner _signer;
    private readonly TreeFile _tree;
    private readonly Lock _gate = new();

    // Guarded by the gate.
    private IAppendFile _segment;
    private LogFault? _broken;

    // Replaced as a whole under the gate, read without it.
    private volatile SignedCheckpoint _checkpoint;
    private volatile long[] _segments;

    public LogStore(TransparencyLogOptions options, LogSigner signer, IDurableFiles files, RecoveredLog recovered)
    {
        _options = options;
        _layout = new LogLayout(options.Directory);
        _files = files;
        _signer = signer;
        _tree = recovered.Tree;
        _segment = recovered.Segment;
        _segments = recovered.Segments;
        _checkpoint = recovered.Checkpoint;
    }

    public SignedCheckpoint Checkpoint => _checkpoint;

    public LogLayout Layout => _layout;

    /// <summary>First indices of the segments, lowest first; only the last is written to.</summary>
    public IReadOnlyList<long> Segments => _segments;

    public TreeProver Prover(long size) => _tree.Prover(size);

    /// <summary>The index of the first entry, when all are lasting and signed for.</summary>
    public long Commit(IReadOnlyList<byte[]> bodies)
    {
        lock (_gate)
        {
            if (_broken is { } fault)
            {
                throw new AuditLogException(fault, "the log is closed or its disk failed; it must be opened again");
            }

            try
            {
                if (_segment.Length >= _options.MaxSegmentBytes && _tree.Size > _segments[^1])
                {
                    Rotate();
                }

                long index = Write(bodies);
                Sign();
                return index;
            }
            catch (DurableException failure)
            {
                // Nobody knows what the disk holds now; opening reads it.
                _broken = LogFault.Disk;
                throw new AuditLogException(LogFault.Disk, failure.Message, failure);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _broken = LogFault.Closed;
            _segment.Dispose();
            _tree.Dispose();
        }
    }

    /// <summary>Puts the first record of a segment in place; the segment is there whole or not at all.</summary>
    internal static void Begin(IDurableFiles files, LogLayout layout, long first, string origin) => files.Replace(
        layout.Segment(first),
        RecordFormat.Encode(RecordKind.Header, RecordFormat.Header(first, origin)),
        FileSecrecy.Secret);

    private long Write(IReadOnlyList<byte[]> bodies)
    {
        ArrayBufferWriter<byte> records = new();
        List<MerkleHash> leaves = new(bodies.Count);
        foreach (byte[] body in bodies)
        {
            leaves.Add(RecordFormat.Write(records, RecordKind.Entry, body));
        }

        _segment.Append(records.WrittenSpan);
        _segment.Sync();
        long index = _tree.Size;
        _tree.Append(leaves);
        return index;
    }

    private void Sign()
    {
        SignedCheckpoint signed = _signer.Sign(_tree.Size, _tree.Root());
        _files.Replace(_layout.Checkpoint, signed.Encode(), FileSecrecy.Public);
        _checkpoint = signed;
    }

    // The signed end may cover more than was acknowledged: entries whose signature failed are lasting all the same.
    private void Rotate()
    {
        if (_checkpoint.Size != _tree.Size)
        {
            Sign();
        }

        _segment.Append(RecordFormat.Encode(RecordKind.Signed, _checkpoint.Encode()));
        _segment.Sync();
        _tree.Sync();
        Begin(_files, _layout, _tree.Size, _options.Origin);
        IAppendFile next = _files.OpenAppend(_layout.Segment(_tree.Size));
        _segment.Dispose();
        _segment = next;
        _segments = [.. _segments, _tree.Size];
    }
}
