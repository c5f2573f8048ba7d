using Garita.TestKit;

namespace Garita.Durable.Tests;

public sealed class AppendFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly DurableFiles _files = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void What_is_appended_stands_behind_what_was_there_and_is_read_back()
    {
        string path = _directory.File("log");
        _files.Replace(path, "one"u8, FileSecrecy.Secret);
        using (IAppendFile file = _files.OpenAppend(path))
        {
            file.Append("two"u8);
            file.Sync();
            byte[] read = new byte[8];
            Assert.Equal(4, file.Read(2, read));
            Assert.Equal("etwo"u8, read.AsSpan(0, 4));
        }

        using IAppendFile again = _files.OpenAppend(path);
        Assert.Equal(6, again.Length);
        again.Truncate(2);
        again.Append("x"u8);
        Assert.Equal(3, again.Length);
        Assert.Equal("onx", File.ReadAllText(path));
        Assert.Throws<ArgumentOutOfRangeException>(() => again.Truncate(4));
    }

    [Fact]
    public void A_file_that_is_not_there_or_not_ours_is_refused_with_its_reason()
    {
        Assert.Equal(DurableFault.Missing, Fault(_directory.File("none")));
        Assert.Equal(DurableFault.Failed, Fault(_directory.Path));
    }

    [Fact]
    public void A_full_disk_is_reported_as_such()
    {
        using IAppendFile full = _files.OpenAppend("/dev/full");
        DurableException fault = Assert.Throws<DurableException>(() => full.Append("x"u8));
        Assert.Equal(DurableFault.DiskFull, fault.Fault);
    }

    private DurableFault Fault(string path) => Assert.Throws<DurableException>(() => _files.OpenAppend(path)).Fault;
}
