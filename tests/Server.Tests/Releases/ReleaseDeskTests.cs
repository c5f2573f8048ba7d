using Garita.Contracts.Api.Releases;
using Garita.Firmware;
using Garita.Firmware.Building;
using Garita.Firmware.Manifests;
using Garita.Merkle;
using Garita.Server.Releases;

namespace Garita.Server.Tests.Releases;

public sealed class ReleaseDeskTests
{
    [Fact]
    public async Task Release_with_its_way_back_is_logged_before_it_is_seen_and_once()
    {
        using ReleaseHouse house = await ReleaseHouse.MakeAsync();
        byte[] release = house.Maker.Release(5);
        byte[] wayBack = house.Maker.WayBack(6);

        PublishResult published = await house.PublishAsync(release, wayBack);
        PublishResult again = await house.PublishAsync(release, wayBack);

        Assert.True(published.IsNew);
        Assert.False(again.IsNew);
        ReleaseView view = ReleaseViews.Of(published.Release!);
        Assert.Equal(view.Manifest.Digest, ReleaseViews.Of(again.Release!).Manifest.Digest);
        Assert.Equal(Maker.DigestOf(release), house.Log.Entries[(int)view.Manifest.LogIndex]);
        Assert.Equal(Maker.DigestOf(wayBack), house.Log.Entries[(int)view.WayBack!.LogIndex]);
        Assert.Equal(3, house.Log.Size);
        ManifestView manifest = view.Manifest;
        Assert.Equal(
            ("1.5", 5, 1, 2), (view.Version, manifest.Sequence, manifest.Epoch, manifest.Signers.Count));
        Assert.Equal(Maker.Class.ToString(), view.Class);
        Assert.Equal(1, await house.CountAsync());
        Assert.Equal(wayBack, (await house.Catalog.ManifestAsync(
            Maker.DigestOf(wayBack), CancellationToken.None))!.Envelope);
    }

    [Fact]
    public async Task Leaf_hashes_beside_the_image_lead_to_the_signed_root()
    {
        using ReleaseHouse house = await ReleaseHouse.MakeAsync();
        PublishResult published = await house.PublishAsync(house.Maker.Release(5));

        TreeBuilder tree = new();
        foreach (byte[] leaf in house.Leaves(house.Maker.Image).Chunk(MerkleHash.Size))
        {
            tree.Append(new MerkleHash(leaf));
        }

        Assert.Equal(published.Release!.Release.ChunkRoot, tree.Root());
    }

    [Theory]
    [InlineData("Unsigned", -1, -1)]
    [InlineData("BelowThreshold", 0, -1)]
    [InlineData("BelowThreshold", 0, 0)] // one key twice
    [InlineData("BelowThreshold", 0, 2)] // one key that is not trusted
    [InlineData("WrongSignature", 2, -1)]
    public async Task Release_without_enough_good_signatures_is_refused(string expected, int first, int second)
    {
        using ReleaseHouse house = await ReleaseHouse.MakeAsync();
        await IsRefusedAsync(
            house, house.Maker.Release(5, null, first, second), null, PublishRefusal.NotVerified, expected);
        await IsRefusedAsync(
            house, house.Maker.Release(5), house.Maker.WayBack(6, null, first, second),
            PublishRefusal.NotVerified, expected);
    }

    [Fact]
    public async Task Release_is_refused_without_a_trust_document_and_by_keys_that_a_newer_one_dropped()
    {
        using ReleaseHouse house = await ReleaseHouse.MakeAsync();
        using ReleaseHouse empty = ReleaseHouse.Empty();
        await IsRefusedAsync(empty, empty.Maker.Release(5), null, PublishRefusal.NoTrustDocument);

        byte[] next = house.Maker.Trust(2, 2, 1, 2);
        Assert.NotNull((await house.Trust.InstallAsync(next, "operator:ana", CancellationToken.None)).Record);
        await IsRefusedAsync(
            house, house.Maker.Release(5), null, PublishRefusal.NotVerified, nameof(ManifestRefusal.BelowThreshold));
        Assert.NotNull((await house.PublishAsync(house.Maker.Release(5, null, 1, 2))).Release);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(2, true)]
    public async Task Trust_document_that_comes_into_force_while_the_image_is_read_decides(int signer, bool good)
    {
        using ReleaseHouse house = await ReleaseHouse.MakeAsync();
        Assert.NotNull((await InstallAsync(house, house.Maker.Trust(2, 2, 0, 1, 2))).Record);
        house.Files.Meanwhile = () => InstallAsync(house, house.Maker.Trust(3, 2, 1, 2));

        PublishResult result = await house.PublishAsync(house.Maker.Release(5, null, signer, 1));

        Assert.Equal(good ? ManifestRefusal.None : ManifestRefusal.BelowThreshold, result.Manifest);
        Assert.Equal(good ? 3 : null, result.Release?.Release.TrustVersion);
        Assert.Equal((good ? 1 : 0, good ? 4 : 3), (await house.CountAsync(), house.Log.Size));
    }

    [Fact]
    public async Task Release_of_another_image_than_the_stored_one_is_refused()
    {
        using ReleaseHouse house = await ReleaseHouse.MakeAsync();
        Sha256Digest old = Sha256Digest.Of(house.Maker.OldImage);

        // The digest of one image with size and chunks of the other, and with chunks alone.
        await IsRefusedAsync(
            house, house.Maker.Release(5, image => image with { Digest = old }), null, PublishRefusal.ImageMismatch);
        await IsRefusedAsync(
            house,
            house.Maker.Release(5, image => image with { Chunks = image.Chunks with { Root = TreeHash.Empty } }),
            null,
            PublishRefusal.ImageMismatch);
        await IsRefusedAsync(
            house,
            house.Maker.Release(5, image => image with { Digest = Sha256Digest.Of([1]) }),
            null,
            PublishRefusal.ImageMissing);
    }

    [Fact]
    public async Task Image_that_the_disk_changed_is_found_out()
    {
        using ReleaseHouse house = await ReleaseHouse.MakeAsync();
        house.Damage(house.Maker.OldImage);

        await IsRefusedAsync(
            house, house.Maker.Release(5), house.Maker.WayBack(6), PublishRefusal.ImageDamaged);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)] // used by the way back
    [InlineData(1UL << 53)]
    [InlineData((ulong)long.MaxValue)] // the highest that can be built
    public async Task Sequence_number_that_is_used_or_out_of_range_is_refused(ulong sequence)
    {
        using ReleaseHouse house = await ReleaseHouse.MakeAsync();
        Assert.NotNull((await house.PublishAsync(house.Maker.Release(5), house.Maker.WayBack(6))).Release);

        byte[] next = house.Maker.Release(sequence, image => image with { Version = "other" });
        await IsRefusedAsync(
            house, next, null,
            sequence < 10 ? PublishRefusal.SequenceNotHigher : PublishRefusal.SequenceTooHigh);
    }

    [Fact]
    public async Task Another_class_has_sequence_numbers_of_its_own()
    {
        using ReleaseHouse house = await ReleaseHouse.MakeAsync();
        Assert.NotNull((await house.PublishAsync(house.Maker.Release(5))).Release);
        byte[] other = house.Maker.Release(
            5, image => image with { Class = NameUuid.Class(Maker.Vendor, "pump-3") });

        Assert.NotNull((await house.PublishAsync(other)).Release);
        Assert.Single(await house.Catalog.PageAsync(
            Maker.Vendor, Maker.Class, long.MaxValue, 10, CancellationToken.None));
    }

    [Fact]
    public async Task Way_back_that_devices_would_refuse_is_refused()
    {
        using ReleaseHouse house = await ReleaseHouse.MakeAsync();
        byte[] release = house.Maker.Release(5, image => image with { Epoch = 2 });

        await IsRefusedAsync(house, release, house.Maker.WayBack(6), PublishRefusal.WayBackBelowEpoch);
        await IsRefusedAsync(
            house, release, house.Maker.WayBack(5, image => image with { Epoch = 2 }), PublishRefusal.WayBackNotHigher);
        await IsRefusedAsync(
            house, release,
            house.Maker.WayBack(6, image => image with { Epoch = 2, Class = NameUuid.Class(Maker.Vendor, "pump-3") }),
            PublishRefusal.WayBackForOthers);
    }

    [Fact]
    public async Task Published_release_is_not_published_with_another_way_back()
    {
        using ReleaseHouse house = await ReleaseHouse.MakeAsync();
        byte[] release = house.Maker.Release(5);
        byte[] wayBack = house.Maker.WayBack(6);
        Assert.NotNull((await house.PublishAsync(release, wayBack)).Release);

        Assert.Equal(PublishRefusal.PublishedOtherwise, (await house.PublishAsync(release)).Refusal);
        Assert.Equal(PublishRefusal.PublishedOtherwise, (await house.PublishAsync(wayBack)).Refusal);
    }

    [Fact]
    public async Task Two_publishers_at_once_publish_one_release_of_a_sequence_number()
    {
        using ReleaseHouse house = await ReleaseHouse.MakeAsync();
        byte[][] rivals =
            [.. Enumerable.Range(0, 8).Select(i => house.Maker.Release(5, image => image with { Version = $"r{i}" }))];

        PublishResult[] results = await Task.WhenAll(rivals.Select(rival => house.PublishAsync(rival)));
        PublishResult[] same = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => house.PublishAsync(house.Maker.Release(9))));

        Assert.Single(results, result => result.IsNew);
        Assert.All(results.Where(r => !r.IsNew), r => Assert.Equal(PublishRefusal.SequenceNotHigher, r.Refusal));
        Assert.All(same, result => Assert.NotNull(result.Release));
        Assert.Equal(2, await house.CountAsync());
    }

    [Fact]
    public async Task Withdrawn_release_keeps_its_entry_its_number_and_its_image()
    {
        using ReleaseHouse house = await ReleaseHouse.MakeAsync();
        byte[] release = house.Maker.Release(5);
        await house.PublishAsync(release);

        ReleasePair? withdrawn = await house.Desk.WithdrawAsync(
            Maker.DigestOf(release), "operator:ana", CancellationToken.None);

        Assert.Equal(ReleaseState.Withdrawn, withdrawn!.Release.State);
        await IsRefusedAsync(
            house, house.Maker.Release(5, image => image with { Version = "x" }), null,
            PublishRefusal.SequenceNotHigher);
        Assert.Equal(ImageDeletion.InUse, await DeleteAsync(house, house.Maker.Image));
        Assert.Equal(ImageDeletion.Done, await DeleteAsync(house, house.Maker.OldImage));
        Assert.Equal(ImageDeletion.Missing, await DeleteAsync(house, house.Maker.OldImage));
    }

    private static Task<TrustResult> InstallAsync(ReleaseHouse house, byte[] document) =>
        house.Trust.InstallAsync(document, "operator:ana", CancellationToken.None);

    private static Task<ImageDeletion> DeleteAsync(ReleaseHouse house, byte[] image) =>
        house.Desk.DeleteImageAsync(Sha256Digest.Of(image), CancellationToken.None);

    private static async Task IsRefusedAsync(
        ReleaseHouse house, byte[] release, byte[]? wayBack, PublishRefusal expected, string? manifest = null)
    {
        int before = await house.CountAsync();
        long size = house.Log.Size;

        PublishResult result = await house.PublishAsync(release, wayBack);

        Assert.Equal(expected, result.Refusal);
        Assert.Equal(manifest ?? nameof(ManifestRefusal.None), result.Manifest.ToString());
        Assert.Equal(wayBack is not null, result.OfWayBack);
        Assert.Null(result.Release);
        Assert.Equal((before, size), (await house.CountAsync(), house.Log.Size));
    }
}
