using Garita.Firmware.Trust;

namespace Garita.Firmware.Tests.Trust;

public sealed class VerifiedTrustDocumentTests : IDisposable
{
    private readonly TestKey[] _roots = [.. Enumerable.Range(0, 5).Select(_ => new TestKey())];
    private readonly TestKey _release = new();
    private readonly TestKey _later = new();

    [Fact]
    public void Next_version_signed_by_both_thresholds_is_taken()
    {
        VerifiedTrustDocument first = First();
        TrustDocument second = TrustSamples.Document(2, TrustSamples.Role(2, _roots[1], _roots[2], _roots[3]), _later);
        byte[] signed = TrustSamples.Sign(second, _roots[1], _roots[2]);
        TrustRefusal refusal = VerifiedTrustDocument.TryAdvance(first, signed, out VerifiedTrustDocument? next);
        Assert.Equal(TrustRefusal.None, refusal);
        Assert.Equal(2, next!.Version);
        Assert.True(next.Content.Release.Has(_later.PublicKey));
        Assert.False(next.Content.Release.Has(_release.PublicKey));
        Assert.Equal(signed, next.Encoded.ToArray());
    }

    [Fact]
    public void Device_that_missed_versions_applies_them_in_order_and_skips_none()
    {
        VerifiedTrustDocument current = First();
        byte[][] chain = [.. Enumerable.Range(2, 4).Select(v => TrustSamples.Sign(At(v), _roots[0], _roots[1]))];
        Assert.Equal(TrustRefusal.VersionSkipped, VerifiedTrustDocument.TryAdvance(current, chain[1], out _));
        foreach (byte[] next in chain)
        {
            Assert.Equal(
                TrustRefusal.None, VerifiedTrustDocument.TryAdvance(current, next, out VerifiedTrustDocument? taken));
            current = taken!;
        }

        Assert.Equal(5, current.Version);
    }

    [Fact]
    public void Older_or_same_version_replayed_is_refused()
    {
        VerifiedTrustDocument first = First();
        byte[] second = TrustSamples.Sign(At(2), _roots[0], _roots[1]);
        VerifiedTrustDocument.TryAdvance(first, second, out VerifiedTrustDocument? current);
        Assert.Equal(TrustRefusal.NotNewer, VerifiedTrustDocument.TryAdvance(current!, first.Encoded, out _));
        Assert.Equal(TrustRefusal.NotNewer, VerifiedTrustDocument.TryAdvance(current!, second, out _));
    }

    [Fact]
    public void Below_the_threshold_of_the_version_before_is_refused()
    {
        TrustDocument second = TrustSamples.Document(2, TrustSamples.Role(2, _roots[2], _roots[3], _roots[4]), _later);
        byte[] signed = TrustSamples.Sign(second, _roots[2], _roots[3], _roots[4]);
        Assert.Equal(
            TrustRefusal.BelowPreviousThreshold, VerifiedTrustDocument.TryAdvance(First(), signed, out _));
    }

    [Fact]
    public void Below_its_own_threshold_is_refused()
    {
        TrustDocument second = TrustSamples.Document(2, TrustSamples.Role(2, _roots[2], _roots[3]), _later);
        byte[] signed = TrustSamples.Sign(second, _roots[0], _roots[1], _roots[2]);
        Assert.Equal(TrustRefusal.BelowOwnThreshold, VerifiedTrustDocument.TryAdvance(First(), signed, out _));
        byte[] first = TrustSamples.Sign(At(1), _roots[0]);
        Assert.Equal(TrustRefusal.BelowOwnThreshold, VerifiedTrustDocument.TryPin(first, out _));
    }

    [Fact]
    public void Same_key_twice_counts_once()
    {
        byte[] signed = TrustSamples.Sign(At(2), _roots[0], _roots[0]);
        Assert.Equal(
            TrustRefusal.BelowPreviousThreshold, VerifiedTrustDocument.TryAdvance(First(), signed, out _));
        Assert.Null(TrustRole.TryCreate(2, [_roots[0].PublicKey, _roots[0].PublicKey]));
    }

    [Fact]
    public void Keys_dropped_from_the_root_sign_no_further_version()
    {
        VerifiedTrustDocument first = First();
        TrustRole without = TrustSamples.Role(2, _roots[1], _roots[2], _roots[3]);
        byte[] second = TrustSamples.Sign(TrustSamples.Document(2, without, _release), _roots[1], _roots[2]);
        VerifiedTrustDocument.TryAdvance(first, second, out VerifiedTrustDocument? current);
        byte[] third = TrustSamples.Sign(TrustSamples.Document(3, without, _later), _roots[0], _roots[1]);
        Assert.Equal(
            TrustRefusal.BelowPreviousThreshold, VerifiedTrustDocument.TryAdvance(current!, third, out _));
    }

    [Fact]
    public void Signatures_of_release_keys_and_strangers_do_not_count()
    {
        using TestKey stranger = new();
        byte[] signed = TrustSamples.Sign(At(2), _roots[0], _release, stranger);
        Assert.Equal(
            TrustRefusal.BelowPreviousThreshold, VerifiedTrustDocument.TryAdvance(First(), signed, out _));
    }

    [Fact]
    public void Signatures_of_another_document_do_not_count()
    {
        byte[] other = TrustSamples.Document(2, TrustSamples.Role(1, _roots[0]), _release).Encode();
        byte[] wanted = At(2).Encode();
        byte[][] blocks = [.. _roots[..3].Select(r => SignedTrustDocument.Sign(other, r))];
        byte[] signed = SignedTrustDocument.Assemble(wanted, blocks);
        Assert.Equal(
            TrustRefusal.BelowPreviousThreshold, VerifiedTrustDocument.TryAdvance(First(), signed, out _));
    }

    [Fact]
    public void Any_flipped_bit_leaves_nothing_to_trust()
    {
        VerifiedTrustDocument first = First();
        byte[] good = TrustSamples.Sign(At(2), _roots[0], _roots[1]);
        for (int bit = 0; bit < 8 * good.Length; bit += 3)
        {
            byte[] changed = [.. good];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(TrustRefusal.None, VerifiedTrustDocument.TryAdvance(first, changed, out _));
        }
    }

    public void Dispose()
    {
        foreach (TestKey key in (TestKey[])[.. _roots, _release, _later])
        {
            key.Dispose();
        }
    }

    private TrustDocument At(int version) =>
        TrustSamples.Document(version, TrustSamples.Role(2, _roots[0], _roots[1], _roots[2]), _release);

    private VerifiedTrustDocument First() => TrustSamples.Pin(At(1), _roots[0], _roots[1]);
}
