using System.Security.Cryptography;
using Garita.Durable;
using Garita.Firmware;
using Garita.Server.Images;
using Garita.Server.Tests.Fixtures;
using Garita.TestKit;

namespace Garita.Server.Tests.Images;

public sealed class ImageStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly byte[] _image = RandomNumberGenerator.GetBytes(300_000);

    private Sha256Digest Digest => Sha256Digest.Of(_image);

    private string Folder => _directory.File(ImageStore.DirectoryName);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Image_is_kept_by_its_digest_and_once()
    {
        using ImageStore store = Open();
        Assert.Null(store.Find(Digest));

        Assert.Equal(ImageRefusal.None, await StoreAsync(store, _image));
        Assert.Equal(ImageRefusal.None, await StoreAsync(store, _image));

        Assert.Equal(new StoredImage(Digest, _image.Length), Assert.Single(store.List()));
        using FileStream read = store.OpenRead(Digest);
        Assert.Equal(Digest, new Sha256Digest(await SHA256.HashDataAsync(read)));
        Assert.Single(Directory.GetFiles(Folder));
    }

    [Theory]
    [InlineData(-1, ImageRefusal.TooLong)]
    [InlineData(1, ImageRefusal.TooShort)]
    [InlineData(0, ImageRefusal.WrongDigest)]
    public async Task Upload_that_is_not_what_was_announced_leaves_nothing(int lengthOff, ImageRefusal expected)
    {
        using ImageStore store = Open();
        byte[] sent = (byte[])_image.Clone();
        sent[7] ^= (byte)(lengthOff == 0 ? 1 : 0);

        using MemoryStream source = new(sent);
        Assert.Equal(expected, await store.StoreAsync(
            Digest, _image.Length + lengthOff, source, CancellationToken.None));

        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public async Task Upload_that_never_ends_is_read_one_byte_past_its_length()
    {
        using ImageStore store = Open();
        using EndlessStream source = new(failAfter: long.MaxValue);

        Assert.Equal(
            ImageRefusal.TooLong, await store.StoreAsync(Digest, 1_000_000, source, CancellationToken.None));

        Assert.Equal(1_000_001, source.Given);
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public async Task Upload_that_breaks_off_leaves_nothing_and_gives_its_place_back()
    {
        using ImageStore store = Open(new ImageOptions { MaxUploads = 1, MaxStoreBytes = 400_000 });
        for (int i = 0; i < 3; i++)
        {
            using EndlessStream source = new(failAfter: 200_000);
            await Assert.ThrowsAsync<EndOfStreamException>(
                () => store.StoreAsync(Digest, 300_000, source, CancellationToken.None));
        }

        Assert.Empty(Directory.GetFiles(Folder));
        Assert.Equal(ImageRefusal.None, await StoreAsync(store, _image));
    }

    [Fact]
    public async Task Upload_beyond_a_limit_is_refused_before_a_byte_is_read()
    {
        using ImageStore store = Open(new ImageOptions { MaxImageBytes = 300_000, MaxStoreBytes = 500_000 });
        using ImageStore narrow = Open(new ImageOptions { MinFreeBytes = long.MaxValue });
        Assert.Equal(ImageRefusal.None, await StoreAsync(store, _image));

        Assert.Equal(ImageRefusal.TooLarge, await RefusedAsync(store, 300_001));
        Assert.Equal(ImageRefusal.StoreFull, await RefusedAsync(store, 200_001));
        Assert.Equal(ImageRefusal.DiskFull, await RefusedAsync(narrow, 1));
        Assert.Equal(200_000, store.FreeBytes);
        Assert.Equal(0, narrow.FreeBytes);
    }

    [Fact]
    public async Task Uploads_at_one_time_are_limited_and_their_lengths_count_as_taken()
    {
        using ImageStore store = Open(new ImageOptions { MaxUploads = 2, MaxStoreBytes = 400_000 });
        using WaitingStream first = new();
        Task<ImageRefusal> running = store.StoreAsync(Digest, 300_000, first, CancellationToken.None);

        Assert.Equal(ImageRefusal.StoreFull, await RefusedAsync(store, 100_001));
        using WaitingStream second = new();
        Task<ImageRefusal> also = store.StoreAsync(Digest, 100_000, second, CancellationToken.None);
        Assert.Equal(ImageRefusal.Busy, await RefusedAsync(store, 1));

        first.End();
        second.End();
        Assert.Equal([ImageRefusal.TooShort, ImageRefusal.TooShort], await Task.WhenAll(running, also));
        Assert.Equal(400_000, store.FreeBytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Power_cut_at_any_step_leaves_the_whole_image_or_none(bool afterWrite)
    {
        CutFiles counted = new();
        int steps = await RunAsync(counted, "whole") ? counted.Operations : 0;
        Assert.InRange(steps, 4, 20);
        for (int cut = 1; cut <= steps; cut++)
        {
            string place = $"cut{cut}{afterWrite}";
            await RunAsync(new CutFiles(cut, afterWrite), place);

            using ImageStore store = ImageStore.Open(_directory.File(place), new DurableFiles(), new ImageOptions());
            string folder = Path.Combine(_directory.File(place), ImageStore.DirectoryName);
            bool isThere = store.Find(Digest) is not null;
            Assert.Equal(isThere ? 1 : 0, Directory.GetFiles(folder).Length);
            Assert.True(!isThere || File.ReadAllBytes(Path.Combine(folder, Digest.Hex)).AsSpan().SequenceEqual(_image));
            Assert.True(isThere || cut < steps || !afterWrite);
        }
    }

    [Fact]
    public async Task Full_disk_in_mid_upload_is_a_refusal()
    {
        using ImageStore store = Open();
        using ImageStore full = ImageStore.Open(
            _directory.Path, new CutFiles(3, fault: DurableFault.DiskFull), new ImageOptions());

        Assert.Equal(ImageRefusal.DiskFull, await StoreAsync(full, _image));
        Assert.Null(store.Find(Digest));
    }

    [Fact]
    public async Task Deleted_image_is_gone_with_what_belongs_to_it()
    {
        using ImageStore store = Open();
        await StoreAsync(store, _image);
        File.WriteAllText(store.LeavesPath(Digest, 4096), "leaves");

        store.Delete(Digest);

        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public async Task Image_that_is_deleted_does_not_take_an_upload_of_the_same_along()
    {
        using ImageStore store = Open();
        using WaitingStream late = new();
        Task<ImageRefusal> running = store.StoreAsync(Digest, 300_000, late, CancellationToken.None);
        await StoreAsync(store, _image);

        store.Delete(Digest);

        Assert.Single(Directory.GetFiles(Folder));
        late.End();
        Assert.Equal(ImageRefusal.TooShort, await running);
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("../../etc/passwd")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85")]
    public void Anything_but_64_hex_digits_is_no_digest(string? text) =>
        Assert.False(Sha256Digest.TryParse(text, out _));

    private static async Task<ImageRefusal> RefusedAsync(ImageStore store, long length)
    {
        using EndlessStream source = new(failAfter: 0);
        return await store.StoreAsync(Sha256Digest.Of([1]), length, source, CancellationToken.None);
    }

    private async Task<bool> RunAsync(CutFiles files, string place)
    {
        Directory.CreateDirectory(_directory.File(place));
        try
        {
            using ImageStore store = ImageStore.Open(_directory.File(place), files, new ImageOptions());
            return await StoreAsync(store, _image) == ImageRefusal.None;
        }
        catch (DurableException)
        {
            return false;
        }
    }

    private async Task<ImageRefusal> StoreAsync(ImageStore store, byte[] content)
    {
        using MemoryStream source = new(content);
        return await store.StoreAsync(Digest, content.Length, source, CancellationToken.None);
    }

    private ImageStore Open(ImageOptions? options = null) =>
        ImageStore.Open(_directory.Path, new DurableFiles(), options ?? new ImageOptions());
}
