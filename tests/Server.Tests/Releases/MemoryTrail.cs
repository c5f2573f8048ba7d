using Garita.Firmware;
using Garita.Server.Audit;
using Garita.Server.Storage;

namespace Garita.Server.Tests.Releases;

/// <summary>A log in memory that fails before or after it wrote, when told to.</summary>
internal sealed class MemoryTrail : IAuditTrail
{
    private readonly List<Sha256Digest> _entries = [];

    public bool FailBefore { get; set; }

    public bool FailAfter { get; set; }

    /// <summary>Whether only the way back's entry gets through before it fails.</summary>
    public bool FailBetween { get; set; }

    public IReadOnlyList<Sha256Digest> Entries => _entries;

    public long Size => _entries.Count;

    public Task<ReleaseEntries> AppendReleaseAsync(
        string actor, Sha256Digest release, Sha256Digest? wayBack, CancellationToken cancellationToken)
    {
        Fail(FailBefore);
        if (wayBack is { } back)
        {
            _entries.Add(back);
        }

        Fail(FailBetween);
        _entries.Add(release);
        Fail(FailAfter);
        return Task.FromResult(new ReleaseEntries(Size - 1, wayBack is null ? null : Size - 2));
    }

    public Task<long> AppendTrustAsync(
        string actor, long version, Sha256Digest document, CancellationToken cancellationToken)
    {
        Fail(FailBefore);
        _entries.Add(document);
        Fail(FailAfter);
        return Task.FromResult(Size - 1);
    }

    public Task<long?> FindManifestAsync(Sha256Digest manifest, long from, CancellationToken cancellationToken)
    {
        int index = _entries.FindIndex((int)from, entry => entry == manifest);
        return Task.FromResult(index < 0 ? null : (long?)index);
    }

    public Task<long?> FindTrustAsync(Sha256Digest document, long from, CancellationToken cancellationToken) =>
        FindManifestAsync(document, from, cancellationToken);

    private static void Fail(bool now)
    {
        if (now)
        {
            throw new StorageException(StorageFault.Full, "the disk is full");
        }
    }
}
