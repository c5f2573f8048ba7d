using System.Numerics;
using Garita.IndependentReader.Cbor;

namespace Garita.IndependentReader.Suit;

/// <summary>A release of one image, by docs/wire/manifest.md: what its shared sequence says.</summary>
public sealed record ImageRelease
{
    private const long Vendor = 1;
    private const long Class = 2;
    private const long Digest = 3;
    private const long Size = 14;
    private const long FetchArguments = 25;

    private static readonly long[] s_sections =
    [
        SuitManifest.Validate, SuitManifest.Load, SuitManifest.Invoke, SuitManifest.PayloadFetch, SuitManifest.Install,
    ];

    public required byte[] VendorId { get; init; }

    public required byte[] ClassId { get; init; }

    public required byte[] ImageDigest { get; init; }

    public required ulong ImageSize { get; init; }

    public required ulong ChunkSize { get; init; }

    public required byte[] Root { get; init; }

    public required ulong ChunkCount { get; init; }

    public required ulong Epoch { get; init; }

    /// <summary>SHA-256 of an encrypted payload; null where the payload is the image.</summary>
    public required byte[]? PayloadDigest { get; init; }

    public static ImageRelease Read(SuitManifest manifest)
    {
        if (manifest.Components.Count != 1
            || manifest.Sequences[SuitManifest.Shared]?.Commands.Select(c => c.Code).ToArray() is not [20, 1, 2])
        {
            throw new UnreadableException("not a release of one image");
        }

        foreach (long parameter in (long[])[Vendor, Class, Digest, Size, FetchArguments])
        {
            if (manifest.ValuesOf(parameter, s_sections).Any())
            {
                throw new UnreadableException($"parameter {parameter} outside of the shared sequence");
            }
        }

        CborItem set = manifest.Sequences[SuitManifest.Shared]!.Commands[0].Argument;
        if (set.AsMap().Count() != 5)
        {
            throw new UnreadableException("the shared sequence sets five parameters");
        }

        return Read(set, set.Get(FetchArguments).AsEmbedded());
    }

    private static ImageRelease Read(CborItem set, CborItem fetch)
    {
        ulong size = set.Get(Size).AsUnsigned();
        ImageRelease release = new()
        {
            VendorId = Exactly(16, set.Get(Vendor)),
            ClassId = Exactly(16, set.Get(Class)),
            ImageDigest = SuitDigest.Read(set.Get(Digest).AsEmbedded()).Hash,
            ImageSize = size,
            ChunkSize = fetch.Get(1).AsUnsigned(),
            Root = Exactly(32, fetch.Get(2)),
            ChunkCount = fetch.Get(3).AsUnsigned(),
            Epoch = fetch.Get(4).AsUnsigned(),
            PayloadDigest = fetch.Find(5) is { } payload ? Payload(payload.AsArray(), size) : null,
        };

        bool fits = BitOperations.IsPow2(release.ChunkSize) && release.ChunkSize is >= 1024 and <= 65536
            && size > 0 && release.ChunkCount == ((size - 1) / release.ChunkSize) + 1 && release.Epoch <= uint.MaxValue;
        return fits && fetch.AsMap().All(entry => entry.Key.AsInteger() is >= 1 and <= 5)
            ? release
            : throw new UnreadableException("fetch arguments that fit no image");
    }

    private static byte[] Payload(IReadOnlyList<CborItem> parts, ulong size) =>
        parts.Count == 3 && parts[0].AsUnsigned() == 1 && parts[1].AsUnsigned() == size
            ? Exactly(32, parts[2])
            : throw new UnreadableException("a payload of an unknown kind or another length");

    private static byte[] Exactly(int length, CborItem item) => item.AsBytes() is { } bytes && bytes.Length == length
        ? bytes
        : throw new UnreadableException($"not {length} bytes");
}
