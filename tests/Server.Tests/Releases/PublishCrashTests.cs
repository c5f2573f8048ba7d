using Garita.Firmware.Trust;
using Garita.Server.Releases;
using Garita.Server.Storage;

namespace Garita.Server.Tests.Releases;

/// <summary>What is left when the machine stops between two steps of publishing.</summary>
public sealed class PublishCrashTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Log_that_cannot_be_written_publishes_nothing_and_the_publisher_may_try_again(bool wayBackGotIn)
    {
        using ReleaseHouse house = await ReleaseHouse.MakeAsync();
        (house.Log.FailBefore, house.Log.FailBetween) = (!wayBackGotIn, wayBackGotIn);
        byte[] release = house.Maker.Release(5);
        byte[] wayBack = house.Maker.WayBack(6);

        await Assert.ThrowsAsync<StorageException>(() => house.PublishAsync(release, wayBack));
        Assert.Equal(0, await house.CountAsync());
        await house.RestartAsync();
        Assert.Equal(0, await house.CountAsync());

        (house.Log.FailBefore, house.Log.FailBetween) = (false, false);
        Assert.True((await house.PublishAsync(release, wayBack)).IsNew);
        Assert.Equal(Maker.DigestOf(release), house.Log.Entries[^1]);
    }

    [Fact]
    public async Task Release_whose_entry_got_in_before_the_crash_is_published_by_the_next_start()
    {
        using ReleaseHouse house = await ReleaseHouse.MakeAsync();
        byte[] release = house.Maker.Release(5);
        byte[] wayBack = house.Maker.WayBack(6);

        // Written down as pending, then in the log, then nothing more works.
        await CrashAsync(house, failingWrite: 2, release, wayBack);
        Assert.Equal(0, await house.CountAsync());
        Assert.Equal(3, house.Log.Size);

        await house.RestartAsync();

        Assert.Equal(1, await house.CountAsync());
        PublishResult again = await house.PublishAsync(release, wayBack);
        Assert.False(again.IsNew);
        Assert.Equal(2, again.Release!.Release.LogIndex);
        Assert.Equal(1, again.Release.WayBack!.LogIndex);
        Assert.Equal(3, house.Log.Size);
    }

    [Fact]
    public async Task Release_left_half_published_is_settled_by_the_next_publication()
    {
        using ReleaseHouse house = await ReleaseHouse.MakeAsync();
        await CrashAsync(house, failingWrite: 2, house.Maker.Release(5), null);

        Assert.NotNull((await house.PublishAsync(house.Maker.Release(6))).Release);

        Assert.Equal(2, await house.CountAsync());
    }

    [Fact]
    public async Task Release_that_could_not_be_written_down_is_not_in_the_log()
    {
        using ReleaseHouse house = await ReleaseHouse.MakeAsync();
        await CrashAsync(house, failingWrite: 1, house.Maker.Release(5), null);

        Assert.Equal(1, house.Log.Size);
        await house.RestartAsync();
        Assert.Equal(0, await house.CountAsync());
    }

    [Fact]
    public async Task Entry_that_became_durable_although_the_log_failed_is_published()
    {
        using ReleaseHouse house = await ReleaseHouse.MakeAsync();
        house.Log.FailAfter = true;
        await Assert.ThrowsAsync<StorageException>(() => house.PublishAsync(house.Maker.Release(5)));
        house.Log.FailAfter = false;

        Assert.Equal(1, await house.CountAsync());
        Assert.False((await house.PublishAsync(house.Maker.Release(5))).IsNew);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Trust_document_is_in_force_only_once_its_entry_is_durable(bool entryGotIn)
    {
        using ReleaseHouse house = await ReleaseHouse.MakeAsync();
        (house.Log.FailBefore, house.Log.FailAfter) = (!entryGotIn, entryGotIn);
        byte[] next = house.Maker.Trust(2);
        await Assert.ThrowsAsync<StorageException>(
            () => house.Trust.InstallAsync(next, "operator:ana", CancellationToken.None));
        Assert.Equal(1, house.Trust.Current!.Version);
        (house.Log.FailBefore, house.Log.FailAfter) = (false, false);

        await house.RestartAsync();

        Assert.Equal(entryGotIn ? 2 : 1, house.Trust.Current!.Version);
        TrustResult again = await house.Trust.InstallAsync(next, "operator:ana", CancellationToken.None);
        Assert.Equal((TrustRefusal.None, !entryGotIn), (again.Refusal, again.IsNew));
    }

    private static async Task CrashAsync(ReleaseHouse house, int failingWrite, byte[] release, byte[]? wayBack)
    {
        house.Writer.FailFrom = house.Writer.Writes + failingWrite;
        await Assert.ThrowsAsync<StorageException>(() => house.PublishAsync(release, wayBack));
        house.Writer.FailFrom = int.MaxValue;
    }
}
