using Garita.Contracts.Api.Releases;
using Garita.Firmware;
using Garita.Firmware.Trust;
using Garita.Server.Images;
using Garita.Server.Releases;
using Garita.Server.Storage;
using Garita.Server.Tests.Fixtures;
using Garita.Server.Tests.Telemetry;
using Garita.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garita.Server.Tests.Releases;

/// <summary>Everything that publishes, on a real database and a real disk, with a log and a writer that can fail.
/// </summary>
internal sealed class ReleaseHouse : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private Database _database;

    private ReleaseHouse()
    {
        _database = Database.Open(_directory.Path, new StorageOptions(), NullLoggerFactory.Instance);
        Images = ImageStore.Open(_directory.Path, Files, new ImageOptions());
        Writer = new FaultyWriter(_database.Writer);
        (Trust, Desk) = Build();
    }

    public Maker Maker { get; } = new();

    public CutFiles Files { get; } = new();

    public MemoryTrail Log { get; } = new();

    public FaultyWriter Writer { get; private set; }

    public ImageStore Images { get; }

    public TrustShelf Trust { get; private set; }

    public ReleaseDesk Desk { get; private set; }

    public ReleaseCatalog Catalog => new(_database, Images);

    /// <summary>With the maker's first trust document, and both images stored.</summary>
    public static async Task<ReleaseHouse> MakeAsync()
    {
        ReleaseHouse house = new();
        TrustResult trusted = await house.Trust.InstallAsync(
            house.Maker.Trust(1), "operator:ana", CancellationToken.None);
        Assert.Equal(TrustRefusal.None, trusted.Refusal);
        await house.StoreAsync(house.Maker.Image);
        await house.StoreAsync(house.Maker.OldImage);
        return house;
    }

    /// <summary>With nothing.</summary>
    public static ReleaseHouse Empty() => new();

    public async Task StoreAsync(byte[] image)
    {
        using MemoryStream source = new(image);
        Assert.Equal(ImageRefusal.None, await Images.StoreAsync(
            Sha256Digest.Of(image), image.Length, source, CancellationToken.None));
    }

    public Task<PublishResult> PublishAsync(byte[] envelope, byte[]? wayBack = null) =>
        Desk.PublishAsync(new PublishReleaseRequest(envelope, wayBack), "token:ci", CancellationToken.None);

    public async Task<int> CountAsync() =>
        (await Catalog.PageAsync(null, null, long.MaxValue, 100, CancellationToken.None)).Count;

    /// <summary>Closes and opens everything but the log, as after a crash.</summary>
    public async Task RestartAsync()
    {
        Desk.Dispose();
        Trust.Dispose();
        _database.Dispose();
        _database = Database.Open(_directory.Path, new StorageOptions(), NullLoggerFactory.Instance);
        Writer = new FaultyWriter(_database.Writer);
        (Trust, Desk) = Build();
        await Trust.LoadAsync(CancellationToken.None);
        await Desk.RecoverAsync(CancellationToken.None);
    }

    public void Damage(byte[] image)
    {
        using FileStream file = File.OpenWrite(
            _directory.File(Path.Combine(ImageStore.DirectoryName, Sha256Digest.Of(image).Hex)));
        file.Seek(9000, SeekOrigin.Begin);
        file.WriteByte((byte)~image[9000]);
    }

    public byte[] Leaves(byte[] image) => File.ReadAllBytes(Images.LeavesPath(Sha256Digest.Of(image), 4096));

    public void Dispose()
    {
        Desk.Dispose();
        Trust.Dispose();
        Images.Dispose();
        _database.Dispose();
        Maker.Dispose();
        _directory.Dispose();
    }

    private (TrustShelf Trust, ReleaseDesk Desk) Build()
    {
        TrustShelf trust = new(_database, Writer, Log, TimeProvider.System, NullLogger.Instance);
        ReleaseSurroundings around = new(_database, Writer, Images, Log, TimeProvider.System, NullLogger.Instance);
        return (trust, new ReleaseDesk(around, trust, new PayloadCheck(Images, Files, new ImageOptions())));
    }
}
