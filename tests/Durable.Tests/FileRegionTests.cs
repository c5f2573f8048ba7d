using Garita.TestKit;

namespace Garita.Durable.Tests;

public sealed class FileRegionTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Path => _directory.File("region");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void New_file_has_its_length_in_zeros_and_is_for_its_owner_alone()
    {
        using FileRegion region = FileRegion.OpenFile(Path, 10_000);

        byte[] content = new byte[10_000];
        region.Read(0, content);
        Assert.All(content, b => Assert.Equal(0, b));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        Assert.False(File.Exists(Path + ".new"));
    }

    [Fact]
    public void What_was_written_is_there_when_it_is_opened_again()
    {
        using (FileRegion region = FileRegion.OpenFile(Path, 10_000))
        {
            region.Write(9_996, [1, 2, 3, 4]);
            region.Sync();
        }

        using FileRegion again = FileRegion.OpenFile(Path, 10_000);
        byte[] end = new byte[4];
        again.Read(9_996, end);
        Assert.Equal([1, 2, 3, 4], end);
        Assert.Equal(10_000, new FileInfo(Path).Length);
    }

    [Fact]
    public void File_of_another_length_is_refused_and_stays_as_it_is()
    {
        File.WriteAllBytes(Path, [1, 2, 3]);

        Assert.Equal(
            DurableFault.Failed, Assert.Throws<DurableException>(() => FileRegion.OpenFile(Path, 4)).Fault);

        Assert.Equal([1, 2, 3], File.ReadAllBytes(Path));
    }

    [Fact]
    public void Partition_is_taken_with_the_length_that_it_has()
    {
        File.WriteAllBytes(Path, new byte[123_456]);

        using FileRegion region = FileRegion.OpenPartition(Path);

        Assert.Equal(123_456, region.Length);
        region.Write(0, [7]);
        region.Sync();
        Assert.Equal(7, File.ReadAllBytes(Path)[0]);
    }

    [Fact]
    public void Partition_that_is_too_small_is_refused_and_stays_as_it_is()
    {
        File.WriteAllBytes(Path, [1, 2, 3]);

        DurableException refused = Assert.Throws<DurableException>(() => FileRegion.OpenPartition(Path, least: 4));

        Assert.Equal(DurableFault.Failed, refused.Fault);
        Assert.Contains("3 bytes", refused.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(Path));
        FileRegion.OpenPartition(Path, least: 3).Dispose();
    }

    [LoopFact]
    public void Block_device_has_its_fixed_length_and_keeps_what_was_written()
    {
        using LoopDevice device = new(_directory, 300 * 1024);

        using (FileRegion region = FileRegion.OpenPartition(device.Path, least: 300 * 1024))
        {
            Assert.Equal(300 * 1024, region.Length);
            region.Write(300 * 1024 - 4, [1, 2, 3, 4]);
            region.Write(1000, [9]);
            region.Sync();
            Assert.Throws<ArgumentOutOfRangeException>(() => region.Write(300 * 1024 - 3, [1, 2, 3, 4]));
        }

        Assert.Throws<DurableException>(() => FileRegion.OpenPartition(device.Path, least: 300 * 1024 + 1));
        using FileRegion again = FileRegion.OpenPartition(device.Path);
        byte[] end = new byte[4];
        again.Read(300 * 1024 - 4, end);
        Assert.Equal([1, 2, 3, 4], end);
    }

    [LoopFact]
    public void Block_device_that_somebody_claimed_is_refused_and_one_that_is_open_is_claimed()
    {
        using LoopDevice device = new(_directory, 300 * 1024);
        using FileRegion first = FileRegion.OpenPartition(device.Path);

        DurableException refused = Assert.Throws<DurableException>(() => FileRegion.OpenPartition(device.Path));

        Assert.Contains("claimed by another", refused.Message, StringComparison.Ordinal);
        first.Dispose();
        FileRegion.OpenPartition(device.Path).Dispose();
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/dev/zero")]
    [InlineData("/nonexistent/partition")]
    public void What_has_no_length_is_no_partition(string path) =>
        Assert.Throws<DurableException>(() => FileRegion.OpenPartition(path));

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(100, 1)]
    [InlineData(99, 2)]
    [InlineData(long.MaxValue, 1)]
    public void Nothing_is_read_or_written_outside_the_region(long offset, int count)
    {
        using FileRegion region = FileRegion.OpenFile(Path, 100);

        Assert.Throws<ArgumentOutOfRangeException>(() => region.Write(offset, new byte[count]));
        Assert.Throws<ArgumentOutOfRangeException>(() => region.Read(offset, new byte[count]));
        Assert.Equal(100, new FileInfo(Path).Length);
    }

    [Fact]
    public void File_that_was_cut_short_behind_its_back_is_a_fault_and_no_zeros()
    {
        using FileRegion region = FileRegion.OpenFile(Path, 100);
        using (FileStream cut = new(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            cut.SetLength(50);
        }

        Assert.Throws<DurableException>(() => region.Read(40, new byte[20]));
    }
}
