using Garita.Quic.Ngtcp.Native;

namespace Garita.Quic.Ngtcp;

/// <summary>A connection id as a key. Peers choose some of them, so hashes are seeded.</summary>
internal readonly struct ConnectionKey : IEquatable<ConnectionKey>
{
    /// <summary>The length of the ids that we choose: 120 random bits and the number of the loop.</summary>
    public const int OwnLength = 16;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly uint _third;
    private readonly int _length;

    public ConnectionKey(ReadOnlySpan<byte> id)
    {
        Span<byte> all = stackalloc byte[20];
        all.Clear();
        id.CopyTo(all);
        (_first, _second) = (BitConverter.ToUInt64(all), BitConverter.ToUInt64(all[8..]));
        (_third, _length) = (BitConverter.ToUInt32(all[16..]), id.Length);
    }

    public static ConnectionKey Of(NgConnectionId id) => new(id.Value);

    public bool Equals(ConnectionKey other) => _first == other._first && _second == other._second
        && _third == other._third && _length == other._length;

    public override bool Equals(object? obj) => obj is ConnectionKey other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_first, _second, _third, _length);
}
