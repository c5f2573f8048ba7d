namespace Garita.Firmware.Trust;

/// <summary>
/// A trust document that a device may go by. Made only from one that was pinned, or by going one version on from one
/// that was verified.
/// </summary>
public sealed class VerifiedTrustDocument
{
    private readonly byte[] _encoded;

    private VerifiedTrustDocument(TrustDocument content, byte[] encoded)
    {
        Content = content;
        _encoded = encoded;
    }

    /// <summary>What it says.</summary>
    public TrustDocument Content { get; }

    /// <summary>Its version.</summary>
    public int Version => Content.Version;

    /// <summary>The signed document, as it came.</summary>
    public ReadOnlyMemory<byte> Encoded => _encoded;

    /// <summary>
    /// Takes a document that the caller has from where nobody else writes: the factory, or its own store. It must be
    /// signed by the threshold of its own root keys. Whoever may hand a document to this method decides whom the device
    /// trusts.
    /// </summary>
    /// <param name="encoded">A signed document.</param>
    /// <param name="verified">Non-null only when nothing is refused.</param>
    public static TrustRefusal TryPin(ReadOnlyMemory<byte> encoded, out VerifiedTrustDocument? verified)
    {
        verified = null;
        TrustRefusal refusal = SignedTrustDocument.TryRead(encoded.Span, out SignedTrustDocument? signed);
        if (refusal == TrustRefusal.None && !signed!.MeetsThreshold(signed.Content.Root))
        {
            refusal = TrustRefusal.BelowOwnThreshold;
        }

        if (refusal == TrustRefusal.None)
        {
            verified = new VerifiedTrustDocument(signed!.Content, encoded.ToArray());
        }

        return refusal;
    }

    /// <summary>
    /// Goes on to the next version: signed by the threshold of the root keys of the version held, and of its own. The
    /// first makes it the maker's word; the second shows that the keys to come exist and work (TUF 5.3.4).
    /// </summary>
    /// <param name="current">The version held.</param>
    /// <param name="encoded">A signed document from anywhere.</param>
    /// <param name="next">Non-null only when nothing is refused.</param>
    public static TrustRefusal TryAdvance(
        VerifiedTrustDocument current,
        ReadOnlyMemory<byte> encoded,
        out VerifiedTrustDocument? next)
    {
        ArgumentNullException.ThrowIfNull(current);
        next = null;
        TrustRefusal refusal = SignedTrustDocument.TryRead(encoded.Span, out SignedTrustDocument? signed);
        if (refusal == TrustRefusal.None)
        {
            refusal = Judge(current.Content, signed!);
        }

        if (refusal == TrustRefusal.None)
        {
            next = new VerifiedTrustDocument(signed!.Content, encoded.ToArray());
        }

        return refusal;
    }

    // The version comes first: it costs nothing, and an old document's signatures are as good as ever.
    private static TrustRefusal Judge(TrustDocument current, SignedTrustDocument next)
    {
        if (next.Content.Version <= current.Version)
        {
            return TrustRefusal.NotNewer;
        }

        if (next.Content.Version != current.Version + 1)
        {
            return TrustRefusal.VersionSkipped;
        }

        return !next.MeetsThreshold(current.Root) ? TrustRefusal.BelowPreviousThreshold
            : !next.MeetsThreshold(next.Content.Root) ? TrustRefusal.BelowOwnThreshold
            : TrustRefusal.None;
    }
}
