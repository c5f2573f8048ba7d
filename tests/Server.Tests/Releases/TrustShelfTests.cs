using Garita.Firmware.Trust;
using Garita.Server.Releases;

namespace Garita.Server.Tests.Releases;

public sealed class TrustShelfTests
{
    [Fact]
    public async Task Documents_go_up_one_by_one_and_survive_a_restart()
    {
        using ReleaseHouse house = await ReleaseHouse.MakeAsync();
        Assert.Equal(TrustRefusal.None, await InstallAsync(house, house.Maker.Trust(2)));
        Assert.Equal(TrustRefusal.None, await InstallAsync(house, house.Maker.Trust(3)));

        await house.RestartAsync();

        Assert.Equal([1L, 2, 3], house.Trust.List().Select(record => record.Version));
        Assert.Equal(3, house.Trust.Current!.Version);
        Assert.Equal(3, house.Log.Size);
    }

    [Fact]
    public async Task Older_skipped_and_weakly_signed_documents_are_refused()
    {
        using ReleaseHouse house = await ReleaseHouse.MakeAsync();
        byte[] second = house.Maker.Trust(2);
        Assert.Equal(TrustRefusal.None, await InstallAsync(house, second));

        Assert.Equal(TrustRefusal.NotNewer, await InstallAsync(house, house.Maker.Trust(1, 3)));
        Assert.Equal(TrustRefusal.VersionSkipped, await InstallAsync(house, house.Maker.Trust(4)));
        Assert.Equal(TrustRefusal.BelowPreviousThreshold, await InstallAsync(house, house.Maker.Trust(3, 1)));
        using Maker stranger = new();
        Assert.Equal(TrustRefusal.BelowPreviousThreshold, await InstallAsync(house, stranger.Trust(3)));
        Assert.Equal(TrustRefusal.Malformed, await InstallAsync(house, [1, 2, 3]));

        TrustResult same = await house.Trust.InstallAsync(second, "operator:ana", CancellationToken.None);
        Assert.Equal((2, false), (same.Record!.Version, same.IsNew));
        Assert.Equal(2, house.Log.Size);
    }

    private static async Task<TrustRefusal> InstallAsync(ReleaseHouse house, byte[] document) =>
        (await house.Trust.InstallAsync(document, "operator:ana", CancellationToken.None)).Refusal;
}
