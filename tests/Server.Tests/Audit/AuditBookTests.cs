using Garita.AuditLog.Entries;
using Garita.Authority.Keys;
using Garita.Durable;
using Garita.Firmware;
using Garita.Server.Audit;
using Garita.Server.Storage;
using Garita.Server.Tests.Fixtures;
using Garita.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garita.Server.Tests.Audit;

public sealed class AuditBookTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SoftwareSigningKey _key = SoftwareSigningKey.Generate();

    public void Dispose()
    {
        _key.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Full_disk_acknowledges_nothing_and_the_log_goes_on_when_there_is_room()
    {
        CutFiles disk = new();
        using AuditBook audit = Open(disk);
        await audit.AppendReleaseAsync("token:ci", Digest(1), null, CancellationToken.None);
        long size = audit.Size;

        disk.Full = true;
        StorageException fault = await Assert.ThrowsAsync<StorageException>(
            () => audit.AppendReleaseAsync("token:ci", Digest(2), null, CancellationToken.None));
        Assert.Equal(StorageFault.Full, fault.Fault);
        await Assert.ThrowsAsync<StorageException>(
            () => audit.AppendReleaseAsync("token:ci", Digest(3), null, CancellationToken.None));
        disk.Full = false;

        Assert.True(audit.Size >= size);
        Assert.Null(await audit.FindManifestAsync(Digest(2), 0, CancellationToken.None));
        ReleaseEntries entries = await audit.AppendReleaseAsync(
            "token:ci", Digest(4), Digest(5), CancellationToken.None);
        Assert.Equal(entries.Release, await audit.FindManifestAsync(Digest(4), size, CancellationToken.None));
        Assert.Equal(entries.WayBack, await audit.FindManifestAsync(Digest(5), size, CancellationToken.None));
    }

    [Fact]
    public async Task Log_that_lost_entries_while_the_disk_failed_is_not_gone_on_with()
    {
        CutFiles disk = new();
        using AuditBook audit = Open(disk);
        await audit.AppendReleaseAsync("token:ci", Digest(1), null, CancellationToken.None);
        disk.Full = true;
        await Assert.ThrowsAsync<StorageException>(
            () => audit.AppendReleaseAsync("token:ci", Digest(2), null, CancellationToken.None));

        Directory.Delete(_directory.File(AuditBook.DirectoryName), recursive: true);
        disk.Full = false;

        for (int attempt = 0; attempt < 2; attempt++)
        {
            StorageException lost = await Assert.ThrowsAsync<StorageException>(
                () => audit.AppendReleaseAsync("token:ci", Digest(3), null, CancellationToken.None));
            Assert.Equal(StorageFault.Damaged, lost.Fault);
        }
    }

    [Fact]
    public async Task Release_is_announced_with_its_publisher_and_stands_behind_its_way_back()
    {
        using AuditBook audit = Open(new DurableFiles());

        await audit.AppendReleaseAsync("operator:ana", Digest(1), Digest(2), CancellationToken.None);

        ILogEntry?[] entries = [.. audit.Log.Read(0, 10).Select(entry => entry.Entry)];
        IntentEntry intent = Assert.IsType<IntentEntry>(entries[0]);
        Assert.Equal(("operator:ana", "release.publish", Digest(1).Hex), (intent.Actor, intent.Action, intent.Subject));
        Assert.Equal(Digest(2).Hex, Assert.IsType<ReleaseEntry>(entries[1]).ManifestDigest.ToString());
        Assert.IsType<WayBackEntry>(entries[2]);
        Assert.Equal(Digest(1).Hex, Assert.IsType<ReleaseEntry>(entries[3]).ManifestDigest.ToString());
    }

    [Theory]
    [InlineData("ana", "ana")]
    [InlineData("\U0001F512", "\U0001F512")]
    public void Text_is_cut_between_characters(string character, string kept)
    {
        string fitting = AuditBook.Fit(string.Concat(Enumerable.Repeat(character, 300)));
        Assert.EndsWith(kept, fitting, StringComparison.Ordinal);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(fitting), 250, EntryFormat.MaxNameBytes);
    }

    private static Sha256Digest Digest(byte of) => Sha256Digest.Of([of]);

    private AuditBook Open(IDurableFiles files) =>
        AuditBook.Open(_directory.Path, _key, files, TimeProvider.System, NullLogger.Instance);
}
