using Garita.TestKit;

namespace Garita.Durable.Tests;

public sealed class DurableFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly DurableFiles _files = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(FileSecrecy.Secret, UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData(
        FileSecrecy.Public,
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead)]
    public void WriteNew_gives_the_mode_of_its_secrecy(FileSecrecy secrecy, UnixFileMode expected)
    {
        string path = _directory.File("a");
        _files.WriteNew(path, "content"u8, secrecy);
        Assert.Equal(expected, File.GetUnixFileMode(path));
        Assert.Equal("content", File.ReadAllText(path));
    }

    [Fact]
    public void WriteNew_over_a_file_is_refused_and_keeps_it()
    {
        string path = _directory.File("a");
        _files.WriteNew(path, "old"u8, FileSecrecy.Secret);
        DurableFault fault = FaultOf(() => _files.WriteNew(path, "new"u8, FileSecrecy.Secret));
        Assert.Equal(DurableFault.Exists, fault);
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    public void Replace_leaves_the_new_content_and_nothing_else()
    {
        string path = _directory.File("a");
        _files.WriteNew(path, "old, and longer"u8, FileSecrecy.Public);
        _files.Replace(path, "new"u8, FileSecrecy.Secret);
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void Replace_that_cannot_rename_leaves_no_temporary_file()
    {
        string path = _directory.File("a");
        Directory.CreateDirectory(path);
        Assert.Throws<DurableException>(() => _files.Replace(path, "new"u8, FileSecrecy.Secret));
        Assert.Equal([path], Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public async Task Draft_shows_nothing_at_its_path_until_it_is_committed()
    {
        string path = _directory.File("a");
        _files.WriteNew(path, "old"u8, FileSecrecy.Public);
        using IFileDraft draft = _files.BeginFile(path, FileSecrecy.Secret);
        await draft.AppendAsync("ne"u8.ToArray(), CancellationToken.None);
        await draft.AppendAsync("w"u8.ToArray(), CancellationToken.None);
        Assert.Equal("old", File.ReadAllText(path));

        draft.Commit();

        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public async Task Draft_that_is_given_up_leaves_nothing()
    {
        using (IFileDraft draft = _files.BeginFile(_directory.File("a"), FileSecrecy.Public))
        {
            await draft.AppendAsync(new byte[100_000], CancellationToken.None);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void Draft_that_cannot_be_put_in_place_leaves_no_temporary_file()
    {
        string path = _directory.File("a");
        Directory.CreateDirectory(path);
        using (IFileDraft draft = _files.BeginFile(path, FileSecrecy.Public))
        {
            Assert.Throws<DurableException>(draft.Commit);
        }

        Assert.Equal([path], Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void Draft_in_a_directory_that_is_missing_says_so() => Assert.Equal(
        DurableFault.Missing, FaultOf(() => _files.BeginFile(_directory.File("no/a"), FileSecrecy.Public).Dispose()));

    [Fact]
    public void CreateDirectory_is_private_and_never_twice()
    {
        string path = _directory.File("d");
        _files.CreateDirectory(path);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(path));
        Assert.Equal(DurableFault.Exists, FaultOf(() => _files.CreateDirectory(path)));
    }

    [Fact]
    public void Move_never_lands_on_something_even_an_empty_directory()
    {
        string source = _directory.File("source");
        string target = _directory.File("target");
        _files.CreateDirectory(source);
        _files.CreateDirectory(target);
        Assert.Equal(DurableFault.Exists, FaultOf(() => _files.Move(source, target)));
        _files.Move(source, _directory.File("elsewhere"));
        Assert.False(Directory.Exists(source));
        Assert.True(Directory.Exists(_directory.File("elsewhere")));
    }

    [Fact]
    public void Read_beyond_the_limit_is_refused()
    {
        string path = _directory.File("a");
        _files.WriteNew(path, new byte[11], FileSecrecy.Secret);
        Assert.Equal(11, _files.Read(path, 11).Length);
        Assert.Equal(DurableFault.TooLarge, FaultOf(() => _files.Read(path, 10)));
    }

    [Fact]
    public void Missing_files_and_folders_are_told_apart_from_other_faults()
    {
        Assert.Equal(DurableFault.Missing, FaultOf(() => _files.Read(_directory.File("no"), 1)));
        string inside = _directory.File("no", "a");
        Assert.Equal(DurableFault.Missing, FaultOf(() => _files.WriteNew(inside, "x"u8, FileSecrecy.Secret)));
        Assert.Equal(DurableFault.Missing, FaultOf(() => _files.CreateDirectory(inside)));
        _files.Delete(_directory.File("no"));
    }

    [Theory]
    [InlineData(28, DurableFault.DiskFull)]
    [InlineData(122, DurableFault.DiskFull)]
    [InlineData(30, DurableFault.ReadOnly)]
    [InlineData(17, DurableFault.Exists)]
    [InlineData(13, DurableFault.NoPermission)]
    [InlineData(5, DurableFault.Failed)]
    public void Errno_becomes_a_fault_from_the_closed_set(int errno, DurableFault expected) =>
        Assert.Equal(expected, NativeFiles.FaultOf(errno));

    // /dev/full answers every write with ENOSPC (full(4)).
    [ToolFact("/dev/full")]
    public void A_full_disk_is_named_as_such()
    {
        IOException framework = Assert.ThrowsAny<IOException>(() =>
        {
            using FileStream full = new("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
            full.Write("x"u8);
        });
        Assert.Equal(DurableFault.DiskFull, NativeFiles.FaultOf(framework.HResult));
    }

    // Root ignores permission bits, so the proc file system stands in for a place nobody may write to.
    [ToolFact("/proc/version")]
    public void A_place_that_cannot_be_written_fails_with_one_exception_type()
    {
        string path = $"/proc/{Guid.Empty:N}";
        Assert.Throws<DurableException>(() => _files.WriteNew(path, "x"u8, FileSecrecy.Secret));
        Assert.Throws<DurableException>(() => _files.CreateDirectory(path));
    }

    private static DurableFault FaultOf(Action action) => Assert.Throws<DurableException>(action).Fault;
}
