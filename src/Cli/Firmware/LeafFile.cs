using Garita.Durable;
using Garita.Merkle;

namespace Garita.Cli.Firmware;

/// <summary>
/// The hashes of all chunks on their way into a file, 32 bytes each; nothing is there until it is kept.
/// </summary>
public sealed class LeafFile : IDisposable
{
    // One write for as many hashes: a long image has hundreds of thousands.
    private const int HashesAtOnce = 4096;

    private readonly IFileDraft _draft;
    private readonly byte[] _buffer = new byte[HashesAtOnce * MerkleHash.Size];
    private readonly CancellationToken _stop;
    private int _held;

    /// <summary>Begins the file. Throws <see cref="DurableException"/> where it cannot be made.</summary>
    public LeafFile(IDurableFiles files, string path, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(files);
        _draft = files.BeginFile(path, FileSecrecy.Public);
        _stop = stop;
    }

    /// <summary>Adds the hash of the next chunk.</summary>
    public async ValueTask AddAsync(MerkleHash leaf)
    {
        leaf.CopyTo(_buffer.AsSpan(_held));
        _held += MerkleHash.Size;
        if (_held == _buffer.Length)
        {
            await WriteAsync();
        }
    }

    /// <summary>Writes what is left and puts the file in its place.</summary>
    public async Task KeepAsync()
    {
        await WriteAsync();
        _draft.Commit();
    }

    /// <inheritdoc/>
    public void Dispose() => _draft.Dispose();

    private async ValueTask WriteAsync()
    {
        await _draft.AppendAsync(_buffer.AsMemory(0, _held), _stop);
        _held = 0;
    }
}
