using System.Text;

namespace Garita.IndependentReader.Cbor;

/// <summary>
/// One data item. A map holds keys and values in turn, a tag holds the one item that it marks.
/// </summary>
/// <param name="Kind">The major type.</param>
/// <param name="Argument">RFC 8949 section 3: value, length, count, tag number or simple value.</param>
/// <param name="Encoded">The item as it was read, head included.</param>
/// <param name="Content">What a byte or text string holds; empty for the others.</param>
/// <param name="Items">What an array, map or tag holds.</param>
public sealed record CborItem(
    CborKind Kind,
    ulong Argument,
    ReadOnlyMemory<byte> Encoded,
    ReadOnlyMemory<byte> Content,
    IReadOnlyList<CborItem> Items)
{
    private const ulong False = 20;
    private const ulong True = 21;
    private const ulong Null = 22;

    public bool IsNull => Kind == CborKind.Simple && Argument == Null;

    public bool IsTrue => Kind == CborKind.Simple && Argument == True;

    public bool IsFalse => Kind == CborKind.Simple && Argument == False;

    public ulong AsUnsigned() => Expect(CborKind.Unsigned).Argument;

    /// <summary>Either sign, within 64 bits.</summary>
    public long AsInteger()
    {
        if (Kind is not (CborKind.Unsigned or CborKind.Negative) || Argument > long.MaxValue)
        {
            throw new UnreadableException($"not an integer of 64 bits: {Kind} {Argument}");
        }

        return Kind == CborKind.Unsigned ? (long)Argument : -1 - (long)Argument;
    }

    public byte[] AsBytes() => Expect(CborKind.Bytes).Content.ToArray();

    public string AsText() => Encoding.UTF8.GetString(Expect(CborKind.Text).Content.Span);

    public IReadOnlyList<CborItem> AsArray() => Expect(CborKind.Array).Items;

    public IEnumerable<(CborItem Key, CborItem Value)> AsMap()
    {
        IReadOnlyList<CborItem> items = Expect(CborKind.Map).Items;
        return Enumerable.Range(0, items.Count / 2).Select(i => (items[2 * i], items[(2 * i) + 1]));
    }

    /// <summary>What a byte string holds, read as one item of its own: ".cbor" in CDDL.</summary>
    public CborItem AsEmbedded() => CborDecoder.Decode(Expect(CborKind.Bytes).Content);

    public CborItem AsTagged(ulong tag) => Expect(CborKind.Tag).Argument == tag
        ? Items[0]
        : throw new UnreadableException($"tag {Argument} where {tag} was expected");

    /// <summary>The value under an integer key, or null where the map has none.</summary>
    public CborItem? Find(long key) => AsMap()
        .Where(entry => entry.Key.Kind is CborKind.Unsigned or CborKind.Negative && entry.Key.AsInteger() == key)
        .Select(entry => entry.Value).SingleOrDefault();

    public CborItem Get(long key) => Find(key) ?? throw new UnreadableException($"the map has no key {key}");

    private CborItem Expect(CborKind kind) =>
        Kind == kind ? this : throw new UnreadableException($"{Kind} where {kind} was expected");
}
