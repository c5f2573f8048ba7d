using Garita.Durable;
using Garita.Merkle;

namespace Garita.AuditLog.Storage;

/// <summary>
/// The hashes of the log's full subtrees in the order of <see cref="NodePosition"/>, in a file that can always be made
/// anew from the segments. It is synced when a segment ends; opening therefore trusts it up to the last segment's first
/// entry and hashes that segment again. Written by one thread at a time; proofs may be read beside it.
/// </summary>
internal sealed class TreeFile : IDisposable
{
    private readonly IAppendFile _file;
    private readonly List<MerkleHash> _fresh = [];
    private TreeBuilder _builder = new();

    public TreeFile(IDurableFiles files, LogLayout layout)
    {
        if (!File.Exists(layout.Hashes))
        {
            files.Replace(layout.Hashes, [], FileSecrecy.Public);
        }

        _file = files.OpenAppend(layout.Hashes);
    }

    /// <summary>Leaves so far.</summary>
    public long Size => _builder.Count;

    public MerkleHash Root() => _builder.Root();

    public TreeProver Prover(long size) => new(Node, size);

    /// <summary>Goes back to a size; false where the file does not reach it.</summary>
    public bool TryReset(long size)
    {
        long length = NodePosition.CountFor(size) * MerkleHash.Size;
        if (_file.Length < length)
        {
            return false;
        }

        if (_file.Length > length)
        {
            _file.Truncate(length);
        }

        List<MerkleHash> subtrees = [];
        long start = 0;
        for (int level = 62; level >= 0; level--)
        {
            if (((size >> level) & 1) == 1)
            {
                subtrees.Add(Node(level, start >> level));
                start += 1L << level;
            }
        }

        _builder = new TreeBuilder(size, [.. subtrees]);
        return true;
    }

    /// <summary>Adds leaves; nothing of it is lasting before <see cref="Sync"/>.</summary>
    public void Append(IReadOnlyList<MerkleHash> leaves)
    {
        _fresh.Clear();
        foreach (MerkleHash leaf in leaves)
        {
            _builder.Append(leaf, _fresh);
        }

        byte[] bytes = new byte[_fresh.Count * MerkleHash.Size];
        for (int at = 0; at < _fresh.Count; at++)
        {
            _fresh[at].CopyTo(bytes.AsSpan(at * MerkleHash.Size));
        }

        _file.Append(bytes);
    }

    public void Sync() => _file.Sync();

    public void Dispose() => _file.Dispose();

    private MerkleHash Node(int level, long index)
    {
        Span<byte> bytes = stackalloc byte[MerkleHash.Size];
        int read = _file.Read(NodePosition.Of(level, index) * MerkleHash.Size, bytes);
        return read == bytes.Length
            ? new MerkleHash(bytes)
            : throw new AuditLogException(LogFault.Damaged, "the file of hashes is shorter than the log");
    }
}
