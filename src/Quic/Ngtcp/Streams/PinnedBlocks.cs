using System.Buffers;
using System.Collections.Concurrent;

namespace Garita.Quic.Ngtcp.Streams;

/// <summary>
/// Memory that never moves, for bytes that ngtcp2 may send again until they are acknowledged. Blocks go back when a
/// pipe is done with them.
/// </summary>
internal sealed class PinnedBlocks : MemoryPool<byte>
{
    // Five packets. Every stream with unacknowledged bytes holds at least one.
    private const int BlockBytes = 8 * 1024;

    // 16 MiB kept for the next time; what is beyond goes back to the garbage collector.
    private const int MaxKept = 2_048;

    private readonly ConcurrentQueue<byte[]> _free = new();

    private PinnedBlocks()
    {
    }

    /// <summary>The one pool.</summary>
    public static PinnedBlocks Instance { get; } = new();

    // A pipe that finds a limit here takes larger blocks from a pool whose memory moves.
    public override int MaxBufferSize => int.MaxValue;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        bool ordinary = minBufferSize <= BlockBytes;
        return ordinary && _free.TryDequeue(out byte[]? kept)
            ? new Block(this, kept)
            : new Block(this, GC.AllocateUninitializedArray<byte>(Math.Max(minBufferSize, BlockBytes), pinned: true));
    }

    protected override void Dispose(bool disposing)
    {
    }

    private void Return(byte[] block)
    {
        if (block.Length == BlockBytes && _free.Count < MaxKept)
        {
            _free.Enqueue(block);
        }
    }

    private sealed class Block(PinnedBlocks pool, byte[] bytes) : IMemoryOwner<byte>
    {
        private byte[]? _bytes = bytes;

        public Memory<byte> Memory => _bytes;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _bytes, null) is { } block)
            {
                pool.Return(block);
            }
        }
    }
}
